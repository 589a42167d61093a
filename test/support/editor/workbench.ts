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

/** How long a gesture may take with all its repetitions on a busy machine. */
const GESTURE_MS = 60_000;

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
    await this.#choose('F1', `>${title}`, title);
  }

  /**
   * Opens a file of the workspace by the end of its path, at a line where one is given: in the first group, so that
   * the panel beside it stays seen, or in the one that is in use.
   */
  async open(path: string, line?: number, group: 'first' | 'active' = 'first'): Promise<void> {
    const name = path.split('/').at(-1) ?? path;
    const tab = this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`);
    await until(
      `${path} in the active editor`,
      async () => {
        if (group === 'first') await this.page.keyboard.press('Control+1');
        await this.#choose('Control+P', line === undefined ? path : `${path}:${line}`, name);
        await tab.waitFor({ timeout: 5000 });
        return true;
      },
      GESTURE_MS,
    );
  }

  /** Chooses the row of the open quick pick whose label holds `text`. */
  async pick(text: string, timeoutMs = 15_000): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
    await row.first().click({ timeout: timeoutMs });
  }

  /** Answers the input box that asks `prompt`; whatever stands in it gives way. */
  async answer(text: string, prompt: string | RegExp = ''): Promise<void> {
    const box = this.page.locator('.quick-input-widget', { hasText: prompt });
    await box.waitFor({ timeout: 15_000 });
    await this.#input.fill(text, { timeout: 5000 });
    await this.page.keyboard.press('Enter');
  }

  /**
   * Types into the quick input that a key opens and clicks a row. A busy editor swallows a key, or shows the rows
   * of before: then all of it is done again from the start.
   */
  async #choose(key: string, text: string, row: string): Promise<void> {
    let patienceMs = 0;
    await until(
      `${text} chosen in the quick input`,
      async () => {
        // Rows that were asked for before the editor's search was ready never come.
        patienceMs += 1500;
        if (await this.#input.isVisible()) {
          await this.page.keyboard.press('Escape');
          await this.#input.waitFor({ state: 'hidden', timeout: 2000 });
        }
        await this.page.keyboard.press(key);
        await this.#input.fill(text, { timeout: 3000 });
        await this.pick(row, patienceMs);
        return true;
      },
      GESTURE_MS,
    );
  }

  get #input(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  /** A CodeLens whose text holds `text`. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The document of the webview in which `selector` is found. */
  webview(selector: string, timeoutMs = 45_000): Promise<Frame> {
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

  /** Waits for a notification that matches; toasts may not show, the centre does. @returns its text */
  async notification(text: RegExp): Promise<string> {
    const centre = this.page.locator('.notifications-center.visible');
    return until(
      `a notification ${text}`,
      async () => {
        if ((await centre.count()) === 0) await this.command('Notifications: Show Notifications');
        const shown = await centre.locator('.notification-list-item-message').allInnerTexts();
        return shown.find((one) => text.test(one));
      },
      GESTURE_MS,
    );
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
