import type { Frame, Locator } from 'playwright-core';
import { until } from './until.ts';
import type { Workbench } from './workbench.ts';

/** Hotlap's panel as a user reads it, found anew at each look: hidden and shown again it is another document. */
export class PanelPage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  frame(): Promise<Frame> {
    return this.#workbench.webview('hotlap-panel');
  }

  /** Whether a panel is there to be seen. */
  async visible(): Promise<boolean> {
    const seen = this.#workbench.page.frames().map((frame) =>
      frame
        .locator('hotlap-panel')
        .isVisible()
        .catch(() => false),
    );
    return (await Promise.all(seen)).includes(true);
  }

  async locator(selector: string, options?: { hasText: string | RegExp }): Promise<Locator> {
    return (await this.frame()).locator(selector, options);
  }

  /** What an element says. @throws where it is not there soon */
  async text(selector: string): Promise<string> {
    const element = (await this.locator(selector)).first();
    return (await element.textContent({ timeout: 2000 }))?.trim() ?? '';
  }

  /** The scenario file's name, `''` where no run was made. */
  async title(): Promise<string> {
    const title = await this.locator('header h1');
    return (await title.count()) > 0 ? ((await title.first().textContent()) ?? '') : '';
  }

  /** `Running`, `Failed` … with its mark; `''` where no run was made. */
  async state(): Promise<string> {
    const state = await this.locator('header .state');
    return (await state.count()) > 0 ? ((await state.first().textContent()) ?? '') : '';
  }

  verdict(): Promise<string> {
    return this.text('.verdict');
  }

  /** What a tile shows; null where it shows no figure. */
  async tile(label: string): Promise<number | null> {
    const tile = (await this.locator('.tile', { hasText: label })).first();
    const text = (await tile.locator('strong').textContent({ timeout: 2000 }))?.trim() ?? '';
    const figure = Number(text.replaceAll(',', ''));
    return Number.isFinite(figure) && text !== '' ? figure : null;
  }

  /** From `0:12 of 10:00` in the header, in seconds. */
  async elapsed(): Promise<number> {
    const [, minutes, seconds] = /(\d+):(\d+) of/.exec(await this.text('header .time')) ?? [];
    return Number(minutes) * 60 + Number(seconds);
  }

  /** Waits for a live p95. */
  async numbers(timeoutMs = 30_000): Promise<void> {
    await until('a p95 in the panel', async () => (await this.tile('p95')) !== null, timeoutMs);
  }

  /** Waits for a word in the header. */
  async reaches(state: RegExp, timeoutMs = 45_000): Promise<void> {
    await until(
      `the state ${state} in the panel`,
      async () => {
        const now = await this.state();
        if (!state.test(now)) throw new Error(`it is ${now || 'empty'}`);
        return true;
      },
      timeoutMs,
    );
  }
}
