import { HotlapError } from '../base/errors.ts';

/** Where secrets lie: VS Code's `SecretStorage`. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** What remembers which secrets there are, not what they are: VS Code's `Memento`. */
export interface SecretMemory {
  get<T>(key: string, fallback: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** A secret that is kept: of the scenario files in a folder. */
export interface KeptSecret {
  readonly name: string;
  /** Absolute path: a workspace folder, or a file's own outside of any. */
  readonly folder: string;
}

const REMEMBERED = 'hotlap.secrets';

/**
 * The secrets of scenario files, each asked for once and then kept by the editor. Those of one folder are not
 * those of another: a token of this project is not sent to that one's API for having the same name.
 */
export class SecretKeeper {
  readonly #store: SecretStore;
  readonly #memory: SecretMemory;
  readonly #ask: (secret: KeptSecret) => PromiseLike<string | undefined>;

  /** @param ask the user for a secret; undefined where they will not tell */
  constructor(
    store: SecretStore,
    memory: SecretMemory,
    ask: (secret: KeptSecret) => PromiseLike<string | undefined>,
  ) {
    this.#store = store;
    this.#memory = memory;
    this.#ask = ask;
  }

  /**
   * The values of all these names, in turn asked for where they are not known.
   * @throws HotlapError `variable-missing` where one is not told; those before it are kept
   */
  async values(folder: string, names: readonly string[]): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const name of names) found[name] = await this.#value({ folder, name });
    return found;
  }

  /** Those that are kept, by name. */
  get kept(): readonly KeptSecret[] {
    const kept = this.#memory.get<readonly KeptSecret[]>(REMEMBERED, []);
    return [...kept].sort((a, b) => a.name.localeCompare(b.name) || a.folder.localeCompare(b.folder));
  }

  async forget(secret: KeptSecret): Promise<void> {
    await this.#store.delete(keyOf(secret));
    await this.#memory.update(
      REMEMBERED,
      this.kept.filter((one) => keyOf(one) !== keyOf(secret)),
    );
  }

  async #value(secret: KeptSecret): Promise<string> {
    const known = await this.#store.get(keyOf(secret));
    if (known !== undefined && known !== '') return known;
    const told = await this.#ask(secret);
    if (told === undefined || told === '') {
      throw new HotlapError({
        code: 'variable-missing',
        message: `No load was sent: the secret ${secret.name} was not told`,
        hint: 'Run the scenario again to be asked again',
      });
    }
    // Remembered first: what is stored must be found again to be forgotten.
    await this.#memory.update(REMEMBERED, [
      ...this.kept.filter((one) => keyOf(one) !== keyOf(secret)),
      secret,
    ]);
    await this.#store.store(keyOf(secret), told);
    return told;
  }
}

function keyOf({ folder, name }: KeptSecret): string {
  return `hotlap.secret ${name} ${folder}`;
}
