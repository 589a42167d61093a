import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../src/protocol/panelMessages.ts';
import type { SessionEvent } from '../../src/session/event.ts';
import { root } from '../support/build.ts';
import type { Theme } from './harness.ts';

export const pictures = join(root, 'test-results', 'webview');

declare global {
  interface Window {
    posted: FromPanel[];
    violations: string[];
    batches: readonly (readonly SessionEvent[])[];
  }
}

export interface PanelOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly reducedMotion?: boolean;
}

/** What playwright is told of the options. */
function pageOptions({ theme = 'dark', width = 1200, reducedMotion = true }: PanelOptions) {
  return {
    viewport: { width, height: 900 },
    colorScheme: theme === 'light' ? 'light' : 'dark',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  } as const;
}

/** The panel in a page of its own, as a test drives it. */
export class PanelPage {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #errors: string[] = [];

  constructor(page: Page, context: BrowserContext, origin: string) {
    this.page = page;
    this.#context = context;
    this.#origin = origin;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#errors.push(message.text());
    });
    page.on('pageerror', (error) => this.#errors.push(String(error)));
  }

  static async open(browser: Browser, origin: string, options: PanelOptions = {}): Promise<PanelPage> {
    const context = await browser.newContext(pageOptions(options));
    const panel = new PanelPage(await context.newPage(), context, origin);
    await panel.#load(options);
    return panel;
  }

  /** Begins anew with other options: a new document that remembers nothing, at half the cost of a new page. */
  async again(options: PanelOptions): Promise<void> {
    const { viewport, ...media } = pageOptions(options);
    await this.page.evaluate(() => sessionStorage.clear());
    await this.page.emulateMedia(media);
    await this.page.setViewportSize(viewport);
    await this.#load(options);
  }

  async #load({ theme = 'dark' }: PanelOptions): Promise<void> {
    await this.page.goto(`${this.#origin}/?theme=${theme}`);
    await this.page.locator('hotlap-panel').waitFor({ state: 'attached' });
  }

  /** Tells events as the host does, and waits until they are drawn. */
  async tell(events: readonly SessionEvent[]): Promise<void> {
    await this.post({ type: 'events', events });
    await this.drawn();
  }

  /** Posts a message as VS Code does, as JSON: playwright takes seconds to tell a scene object by object. */
  async post(message: ToPanel): Promise<void> {
    await this.page.evaluate((json) => window.postMessage(JSON.parse(json), '*'), JSON.stringify(message));
  }

  /** Until all is drawn that was told: in a frame, the hotspots and the tabs in the two after it, and one to spare. */
  async drawn(): Promise<void> {
    await this.page.evaluate(async () => {
      for (let frame = 0; frame < 4; frame += 1)
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 10)));
    });
  }

  /** What the panel asked of the host, but for its measurements. */
  async posted(): Promise<FromPanel[]> {
    const all = await this.page.evaluate(() => window.posted);
    return all.filter((message) => message.type !== 'measured');
  }

  /** Errors on the console, exceptions and violations of the content security policy. */
  async complaints(): Promise<string[]> {
    return [...this.#errors, ...(await this.page.evaluate(() => window.violations))];
  }

  /** The text of all that matches, with its white space joined. */
  async text(selector: string): Promise<string> {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.join(' ').replaceAll(/\s+/g, ' ').trim();
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({
      path: join(pictures, `${name}.png`),
      fullPage: true,
      animations: 'disabled',
    });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
