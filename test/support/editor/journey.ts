import type { Frame, Page } from 'playwright-core';
import type { SettingsChange } from './settings.ts';
import type { Workbench } from './workbench.ts';

/**
 * A case is a folder test/editor/<case>/ with any of:
 * - `workspace/`: the workspace, copied to a temporary folder for each run (else an empty folder);
 * - `suite.test.ts`: mocha tests (`describe`, `it` from 'mocha') that run inside the extension host and may import
 *   `vscode`;
 * - `journey.ts`: exports `run` (and perhaps `options`) and drives the editor from outside, as a user would.
 */
export interface JourneyModule {
  run(context: JourneyContext): Promise<void>;
  readonly options?: JourneyOptions;
}

export interface JourneyOptions {
  /** `sample` opens a copy of media/sample, compiled; else the case's own `workspace/` is opened. */
  readonly workspace?: 'sample' | 'own';
  /** Default true. Where false the editor asks about trust, as it does on a folder never seen before. */
  readonly trusted?: boolean;
  /** Default 1200 x 800. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** For the whole journey, default 180 000. */
  readonly timeoutMs?: number;
  /** Added to the environment of the editor, and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface JourneyContext {
  readonly page: Page;
  readonly workbench: Workbench;
  /** The copy of the workspace that is open; the journey may change it. */
  readonly workspaceDir: string;
  /** The editor's own data: settings, storage of extensions, logs. */
  readonly dataDir: string;
  /** All frames of the page; a webview's document is a nested one. */
  frames(): Frame[];
  /** Merges into the editor's settings; null takes a setting away. */
  settings(change: SettingsChange): Promise<void>;
  /** Keeps test-results/editor/<case>/<name>.png. @returns the file */
  screenshot(name: string): Promise<string>;
  /**
   * One test: a line in the output and one in the count. A failure is kept with a screenshot and the journey
   * goes on. @returns whether it passed
   */
  check(name: string, test: () => Promise<void>): Promise<boolean>;
}
