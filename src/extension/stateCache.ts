import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SessionState } from '../session/state.ts';
import type { SuiteState } from '../session/suiteState.ts';
import type { RunTarget } from './runController.ts';
import type { SuiteTarget } from './suiteController.ts';

/** The last run as the panel showed it, so that a reloaded window shows it again. */
export interface CachedRun {
  readonly state: SessionState;
  readonly target: RunTarget | null;
  /** The suite that it was the last run of. */
  readonly suite: { readonly state: SuiteState; readonly target: SuiteTarget | null } | null;
}

/**
 * One file, written when a run has ended and read when the panel comes back. It is a convenience: the record
 * is what counts, so whatever is wrong with the file means that there is none.
 */
export class StateCache {
  readonly #file: string;
  readonly #version: string;

  /** `version` of the extension: what another one wrote is not read. */
  constructor(file: string, version: string) {
    this.#file = file;
    this.#version = version;
  }

  async write(run: CachedRun): Promise<void> {
    try {
      await mkdir(dirname(this.#file), { recursive: true });
      await writeFile(this.#file, JSON.stringify({ version: this.#version, ...run }));
    } catch {
      // The panel then begins empty after a reload: no reason to trouble anyone.
    }
  }

  async read(): Promise<CachedRun | null> {
    try {
      const read = JSON.parse(await readFile(this.#file, 'utf8')) as CachedRun & { version: string };
      return read.version === this.#version && read.state.phase === 'finished' ? read : null;
    } catch {
      return null;
    }
  }
}
