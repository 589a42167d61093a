import type { Exchange } from '../transport/requester.ts';

/** The longest pause after a connection error; it doubles from 1 ms with each one in turn. */
const MAX_BACK_OFF_MS = 100;

/** How long a user pauses after connection errors. */
export class BackOff {
  #errors = 0;

  /** How long to pause after a request; 0 where it met a server. */
  afterMs({ error, status }: Exchange): number {
    return this.after(error !== null && status === 0);
  }

  /** The same after several at once. @param isUnreachable whether none met a server */
  after(isUnreachable: boolean): number {
    if (!isUnreachable) {
      this.#errors = 0;
      return 0;
    }
    return Math.min(MAX_BACK_OFF_MS, 2 ** this.#errors++);
  }
}
