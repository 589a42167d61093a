import type { Clock } from '../base/clock.ts';
import { DisposableStore } from '../base/disposable.ts';
import { type ErrorInfo, toErrorInfo } from '../base/errors.ts';
import type { HotspotList, ProfiledProcess } from '../profile/hotspot.ts';
import { within } from './deadline.ts';
import type { ProfileHandle, Profiler, ResolvedHosts } from './ports.ts';

/** How long the last window may take to close before the process is let go without it. */
const CLOSE_LIMIT_MS = 5000;

/** What the watch tells the session. Times are from the start of the load. */
export interface ProfileListener {
  attached(process: ProfiledProcess): void;
  updated(latest: HotspotList, total: HotspotList): void;
  unavailable(problem: ErrorInfo): void;
}

/**
 * The profiler's side of one run. Whatever goes wrong here is told and costs the hotspots, never the load;
 * and the process is let go whatever happens.
 */
export class ProfileWatch {
  readonly #clock: Clock;
  readonly #listener: ProfileListener;
  readonly #resources = new DisposableStore();
  readonly #attaching: Promise<void>;
  #handle: ProfileHandle | null = null;
  #latest: HotspotList | null = null;
  #loadStartedMs: number | null = null;
  /** How much later than the load the profile began. */
  #offsetMs = 0;
  #ended = false;

  /** Begins to attach at once. */
  constructor(
    profiler: Profiler,
    target: { readonly origin: string; readonly hosts: ResolvedHosts },
    clock: Clock,
    listener: ProfileListener,
  ) {
    this.#clock = clock;
    this.#listener = listener;
    this.#attaching = this.#attach(profiler, target.origin, target.hosts);
  }

  /** Settles when the process is attached to, or could not be; never rejects. */
  get settled(): Promise<void> {
    return this.#attaching;
  }

  /**
   * Marks the start of the load; a profile that attaches later begins when it does.
   * @param warmupMs so long after it the profile begins
   */
  begin(warmupMs: number): void {
    if (warmupMs === 0) this.#begin(0);
    else this.#resources.add(this.#clock.after(warmupMs, () => this.#begin(warmupMs)));
  }

  /** Tells the hotspots of the whole run, and lets the process go. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const handle = this.#handle;
    if (handle) {
      try {
        const total = await within(this.#clock, CLOSE_LIMIT_MS, handle.stop());
        if (total && this.#loadStartedMs !== null) this.#tell(this.#latest ?? total, total);
      } catch (thrown) {
        this.#listener.unavailable(toErrorInfo(thrown));
      }
    }
    this.dispose();
  }

  /** Lets the process go at once. */
  dispose(): void {
    this.#ended = true;
    this.#resources.dispose();
  }

  async #attach(profiler: Profiler, origin: string, hosts: ResolvedHosts): Promise<void> {
    try {
      const handle = await profiler.attach(addressOf(origin, hosts));
      this.#resources.add(handle);
      if (this.#ended) {
        await within(this.#clock, CLOSE_LIMIT_MS, handle.stop());
        return;
      }
      this.#handle = handle;
      this.#resources.add(
        handle.onUpdate(({ latest, total }) => {
          if (this.#loadStartedMs !== null) this.#tell(latest, total);
        }),
      );
      this.#resources.add(handle.onLost((problem) => this.#lost(problem)));
      this.#listener.attached(handle.process);
      if (this.#loadStartedMs !== null) {
        this.#offsetMs = this.#clock.nowMs() - this.#loadStartedMs;
        handle.begin();
      }
    } catch (thrown) {
      if (!this.#ended) this.#listener.unavailable(toErrorInfo(thrown));
    }
  }

  #begin(warmupMs: number): void {
    this.#loadStartedMs = this.#clock.nowMs() - warmupMs;
    this.#offsetMs = warmupMs;
    this.#handle?.begin();
  }

  #lost(problem: ErrorInfo): void {
    if (this.#ended) return;
    this.#handle = null;
    this.#listener.unavailable(problem);
  }

  #tell(latest: HotspotList, total: HotspotList): void {
    this.#latest = latest;
    this.#listener.updated(shifted(latest, this.#offsetMs), shifted(total, this.#offsetMs));
  }
}

/** Where the target listens, by its origin and what its host was resolved to. */
function addressOf(origin: string, hosts: ResolvedHosts): { addresses: readonly string[]; port: number } {
  const { hostname, port, protocol } = new URL(origin);
  const bare = hostname.replace(/^\[|\]$/g, '');
  const addresses = hosts[hostname] ?? hosts[bare] ?? [bare];
  return { addresses, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

function shifted(list: HotspotList, byMs: number): HotspotList {
  return byMs === 0 ? list : { ...list, startMs: list.startMs + byMs, endMs: list.endMs + byMs };
}
