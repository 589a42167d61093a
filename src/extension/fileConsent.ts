import type { Disposable } from '../base/disposable.ts';
import { HotlapError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';
import type { OutsideFile, OutsideFiles } from '../scenario/planner/fileLocation.ts';

/** What remembers which files may be read: VS Code's `workspaceState`. */
export interface ConsentMemory {
  get<T>(key: string, fallback: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

const REMEMBERED = 'hotlap.allowedFiles';

/**
 * The files outside the workspace folder that scenario files may read. A yes is kept for this workspace, by the
 * path that links lead to; a no is not, so that the next run asks again. Nobody is asked, and nothing that was
 * allowed before counts, while the workspace is not trusted.
 */
export class FileConsents implements Disposable {
  readonly #memory: ConsentMemory;
  readonly #ask: (file: OutsideFile) => PromiseLike<boolean>;
  readonly #isTrusted: () => boolean;
  readonly #changed = new Emitter<void>();

  /** Another file may be read, or one not any more. */
  readonly onChanged: Event<void> = this.#changed.event;

  /** @param ask the user whether a run may read a file */
  constructor(
    memory: ConsentMemory,
    ask: (file: OutsideFile) => PromiseLike<boolean>,
    isTrusted: () => boolean,
  ) {
    this.#memory = memory;
    this.#ask = ask;
    this.#isTrusted = isTrusted;
  }

  /** The real paths of those that were allowed, by name. */
  get kept(): readonly string[] {
    return [...this.#memory.get<readonly string[]>(REMEMBERED, [])].sort();
  }

  /** What may be read at this moment, and what is said of the rest. */
  get outside(): OutsideFiles {
    return this.#isTrusted() ? { allowed: this.kept, others: 'asked' } : { allowed: [], others: 'untrusted' };
  }

  /**
   * Asks for each of these that is not allowed yet, one at a time.
   * @returns what may be read then
   * @throws HotlapError `file-not-allowed` at the first no; those before it stay allowed
   */
  async ask(files: readonly OutsideFile[]): Promise<OutsideFiles> {
    for (const file of files) {
      if (!this.outside.allowed.includes(file.path)) await this.#askFor(file);
    }
    return this.outside;
  }

  async forget(path: string): Promise<void> {
    await this.#keep(this.kept.filter((one) => one !== path));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #askFor(file: OutsideFile): Promise<void> {
    const { path, place } = file;
    if (!this.#isTrusted() || !(await this.#ask(file))) {
      throw new HotlapError({
        code: 'file-not-allowed',
        message: `No load was sent: the run may not read ${path}`,
        hint: 'Run the scenario again to be asked again, or copy the file into the workspace folder',
        place,
      });
    }
    await this.#keep([...this.kept, path]);
  }

  async #keep(paths: readonly string[]): Promise<void> {
    await this.#memory.update(REMEMBERED, paths);
    this.#changed.fire();
  }
}
