import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { HotlapError } from '../base/errors.ts';
import type { InspectorConnection } from './inspector.ts';
import { builtin } from './lifeline.ts';
import { type RawProfile, rawProfileSchema } from './model.ts';
import { OWN_SCRIPT_URL } from './ownScript.ts';

/** A thousand samples a second: about 1 % of a busy core, and 2000 samples a window. */
const SAMPLING_INTERVAL_US = 1000;

const finishedSchema = z.object({ title: z.string().optional(), profile: rawProfileSchema });

/**
 * Overlapped profile windows of one process. Starting the first profile stalls the process for up to 200 ms;
 * while one is open the next costs about 1 ms, so the next is always opened before the last is closed.
 */
export class ProfileWindows {
  readonly #connection: InspectorConnection;
  /** Unique, since every session of the process sees every other's windows. */
  readonly #label = `hotlap-${randomUUID()}`;
  #number = 0;

  private constructor(connection: InspectorConnection) {
    this.#connection = connection;
  }

  /** Opens the first window and so pays the stall. */
  static async open(connection: InspectorConnection): Promise<ProfileWindows> {
    const windows = new ProfileWindows(connection);
    await connection.request('Profiler.enable');
    await connection.request('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
    await windows.#call('profile', 0);
    await windows.#forgetOptimizedCode();
    return windows;
  }

  /** Opens the next window, then closes the one before. @returns the closed one */
  async rotate(): Promise<RawProfile> {
    const last = this.#number;
    this.#number += 1;
    await this.#call('profile', this.#number);
    return this.#close(last);
  }

  /** Closes the last window; no other may follow. */
  finish(): Promise<RawProfile> {
    return this.#close(this.#number);
  }

  async #close(number: number): Promise<RawProfile> {
    let closed: RawProfile | null = null;
    const listening = this.#connection.onEvent(({ method, params }) => {
      if (method !== 'Profiler.consoleProfileFinished') return;
      const finished = finishedSchema.safeParse(params).data;
      if (finished?.title === this.#title(number)) closed = finished.profile;
    });
    try {
      // The event comes before the answer.
      await this.#call('profileEnd', number);
    } finally {
      listening.dispose();
    }
    if (closed === null) {
      throw new HotlapError({
        code: 'profile-unavailable',
        message: 'no hotspots: the process did not hand over a profile window',
        hint: 'close other profilers and debuggers of that process and run again',
      });
    }
    return closed;
  }

  /**
   * What V8 optimised before the profile began tells nothing of the functions inlined into it: their time
   * would go to the caller. Counting calls for a moment makes V8 drop that code (5 to 15 ms); what it then
   * optimises while the profile is open is told rightly. Not where a coverage tool counts already.
   */
  async #forgetOptimizedCode(): Promise<void> {
    if ((await this.#connection.evaluate('!process.env.NODE_V8_COVERAGE')) !== true) return;
    await this.#connection.request('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await this.#connection.request('Profiler.stopPreciseCoverage');
  }

  #title(number: number): string {
    return `${this.#label}-${number}`;
  }

  async #call(method: 'profile' | 'profileEnd', number: number): Promise<void> {
    // The inspector's own console: the API may have replaced the global one.
    const expression = `${builtin('inspector')}.console.${method}('${this.#title(number)}')`;
    await this.#connection.evaluate(`void ${expression}\n//# sourceURL=${OWN_SCRIPT_URL}`);
  }
}
