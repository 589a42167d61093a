/** A login that a scenario's users need. */
export interface Login {
  /** Among those of the program. */
  readonly index: number;
  /** What its flow is called. */
  readonly name: string;
  /** That of the token. */
  readonly slot: number;
  /** Of all that its flows capture. */
  readonly slots: readonly number[];
  /** What it gave, for all users; null where each has its own. */
  readonly shared: Credentials | null;
}

/** A user who waits for the login of another. */
export interface Waiting {
  /** @param failure why that failed; null where it did not */
  onLogin(failure: string | null): void;
}

/** What a login gave, to one user or to all, and who waits for the next. */
export class Credentials {
  /** How often the token was fetched. */
  generation = 0;
  /** Whether there is a token that no response has refused. */
  isGood = false;
  /** Whether a user is fetching one. */
  isBusy = false;
  /** By the login's `slots`; empty where there is nothing to refresh. */
  values: unknown[] = [];
  readonly waiting = new Set<Waiting>();

  succeed(values: unknown[]): void {
    this.values = values;
    this.generation++;
    this.isGood = true;
    this.#end(null);
  }

  /** The next attempt logs in anew. */
  fail(reason: string): void {
    this.values = [];
    this.isGood = false;
    this.#end(reason);
  }

  /** Whoever was fetching it is gone: the others go on, and the first of them is the next. */
  handOver(): void {
    this.isBusy = false;
    this.#wake(null);
  }

  #end(failure: string | null): void {
    this.isBusy = false;
    this.#wake(failure);
  }

  #wake(failure: string | null): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const one of waiting) one.onLogin(failure);
  }
}
