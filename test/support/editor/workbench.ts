import type { Frame, Locator, Page } from 'playwright-core';
import type { SettingsChange } from './settings.ts';
import { until } from './until.ts';

/** The class that the workbench carries for each kind of theme, and a theme of that kind. */
const themes = {
  dark: { setting: 'Default Dark Modern', mark: 'vs-dark' },
  light: { setting: 'Default Light Modern', mark: 'vs' },
  highContrast: { setting: 'Default High Contrast', mark: 'hc-black' },
  highContrastLight: { setting: 'Default High Contrast Light', mark: 'hc-light' },
} as const;

/** What a user does in VS Code, by its own means: palette, quick open, CodeLens, webviews. */
export class Workbench {
  readonly page: Page;
  readonly #settings: (change: SettingsChange) => Promise<void>;

  constructor(page: Page, settings: (change: SettingsChange) => Promise<void>) {
    this.page = page;
    this.#settings = settings;
  }

  /** Until the editor can be used: under load its page takes 12 s. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
  }

  /** Runs a command by its title through the palette, as F1 does. */
  async command(title: string): Promise<void> {
    await this.quickInput('F1', `>${title}`);
    await this.pick(title);
  }

  /** Opens a file of the workspace by the end of its path. */
  async open(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    await until(`${path} in an editor`, async () => {
      await this.quickInput('Control+P', path);
      await this.pick(name, 5000);
      await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 5000 });
      return true;
    });
  }

  /** Opens the quick input by a key and types into it. */
  async quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await until(`the quick input after ${key}`, async () => {
      await this.page.keyboard.press(key);
      await input.waitFor({ state: 'visible', timeout: 3000 });
      return true;
    });
    await input.fill(text);
  }

  /** Chooses the row of the open quick pick whose label holds `text`. */
  async pick(text: string, timeoutMs = 15_000): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
    await row.first().click({ timeout: timeoutMs });
  }

  /** Answers an open input box. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await input.waitFor({ state: 'visible' });
    await input.fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** A CodeLens whose text holds `text`. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The document of the webview in which `selector` is found. */
  webview(selector: string, timeoutMs = 30_000): Promise<Frame> {
    return until(
      `a webview with ${selector}`,
      async () => {
        for (const frame of this.page.frames()) {
          if (frame === this.page.mainFrame()) continue;
          const count = await frame
            .locator(selector)
            .count()
            .catch(() => 0);
          if (count > 0) return frame;
        }
        return null;
      },
      timeoutMs,
    );
  }

  /** The active editor: the name on its tab, and the cursor's line and column where it shows text. */
  async activeEditor(): Promise<{ name: string; line: number | null; column: number | null }> {
    const tab = this.page.locator('.editor-group-container.active .tab.active').first();
    const name = await tab.getAttribute('data-resource-name');
    const place = this.page.locator('#status\\.editor\\.selection');
    const said = (await place.count()) > 0 ? await place.first().textContent() : '';
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(said ?? '') ?? [];
    return { name: name ?? '', line: line ? Number(line) : null, column: column ? Number(column) : null };
  }

  /** The texts of all notifications; toasts may not show, the centre does. */
  async notifications(): Promise<string[]> {
    await this.command('Notifications: Show Notifications');
    const texts = await this.page
      .locator('.notifications-center .notification-list-item-message')
      .allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts;
  }

  /** The texts of the status bar's items. */
  statusBar(): Promise<string[]> {
    return this.page.locator('.part.statusbar .statusbar-item').allInnerTexts();
  }

  async theme(kind: keyof typeof themes): Promise<void> {
    const { setting, mark } = themes[kind];
    await this.#settings({ 'workbench.colorTheme': setting });
    await this.page.locator(`.monaco-workbench.${mark}`).waitFor({ timeout: 20_000 });
  }
}
