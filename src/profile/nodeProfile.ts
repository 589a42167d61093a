import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { type ErrorInfo, toErrorInfo } from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';
import { shortCommand, unavailable } from './classify.ts';
import type { HotspotList, ProfiledProcess } from './hotspot.ts';
import { HotspotTally } from './hotspots.ts';
import type { InspectorPorts } from './inspectorPort.ts';
import type { Lifeline } from './lifeline.ts';
import type { ProfileModel } from './model.ts';
import type { NodeProcess } from './nodeProcess.ts';
import type { ProcessFacts } from './processTable.ts';

export interface NodeProfileParts {
  readonly owner: ProcessFacts;
  readonly processes: readonly NodeProcess[];
  readonly ports: InspectorPorts;
  readonly lifeline: Lifeline;
  readonly clock: Clock;
  readonly windowMs: number;
}

export interface ProfileUpdate {
  readonly latest: HotspotList;
  readonly total: HotspotList;
}

/** From the end of a connection to the end of the process that had it. */
const EXIT_MS = 150;

type Window = readonly { readonly process: NodeProcess; readonly model: ProfileModel }[];

/** A profile under way, of one process or of all workers of a cluster together. */
export class NodeProfile implements Disposable {
  readonly process: ProfiledProcess;
  readonly #parts: NodeProfileParts;
  readonly #running: Set<NodeProcess>;
  readonly #total = new HotspotTally();
  readonly #updated = new Emitter<ProfileUpdate>();
  readonly #lost = new Emitter<ErrorInfo>();
  /** Windows are closed one after the other, whoever asks. */
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #timer: Disposable | null = null;
  /** By our clock; null before `begin`. */
  #beganMs: number | null = null;
  #toldMs = 0;
  #ending: Promise<HotspotList> | null = null;

  readonly onUpdate: Event<ProfileUpdate> = this.#updated.event;
  readonly onLost: Event<ErrorInfo> = this.#lost.event;

  constructor(parts: NodeProfileParts) {
    this.#parts = parts;
    this.#running = new Set(parts.processes);
    this.process = describe(parts);
    for (const one of parts.processes) one.onClose(() => this.#gone(one));
  }

  /** Marks the start of the load: all before is left out. */
  begin(): void {
    if (this.#beganMs !== null || this.#ending) return;
    this.#beganMs = this.#parts.clock.nowMs();
    this.#enqueue(async () => {
      await this.#rotate();
    });
    this.#timer = this.#parts.clock.every(this.#parts.windowMs, () => {
      // A process too busy to answer is not asked again meanwhile.
      if (this.#queued === 0) this.#enqueue(() => this.#update());
    });
  }

  /** Closes the last window and the inspector. @returns the hotspots since `begin` */
  stop(): Promise<HotspotList> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** Lets go at once; the inspector closes by itself. */
  dispose(): void {
    this.#ending ??= Promise.resolve(this.#list());
    this.#release();
  }

  async #end(): Promise<HotspotList> {
    this.#timer?.dispose();
    await this.#queue;
    try {
      if (this.#beganMs !== null) this.#add(await this.#windows((one) => one.finish()));
    } catch {
      // It was lost at the very end: what was measured until then stands.
    }
    const nowMs = this.#elapsedMs();
    const ended = [...this.#running];
    this.#release();
    await Promise.all(ended.map((one) => one.inspectorClosed(this.#parts.ports)));
    return this.#total.list(0, nowMs);
  }

  #release(): void {
    this.#timer?.dispose();
    // The set empties first, so that closing is no loss.
    const running = [...this.#running];
    this.#running.clear();
    for (const one of running) one.dispose();
    this.#parts.lifeline.dispose();
  }

  async #update(): Promise<void> {
    const startMs = this.#toldMs;
    const latest = new HotspotTally();
    const window = await this.#rotate();
    for (const { process, model } of window) latest.add(model, (frame) => process.maps.place(frame));
    this.#add(window);
    if (window.length === 0 || this.#ending) return;
    this.#updated.fire({ latest: latest.list(startMs, this.#toldMs), total: this.#list() });
  }

  #add(window: Window): void {
    for (const { process, model } of window) this.#total.add(model, (frame) => process.maps.place(frame));
  }

  async #rotate(): Promise<Window> {
    const window = await this.#windows((one) => one.rotate());
    this.#toldMs = this.#elapsedMs();
    return window;
  }

  /** Of each process that is still there; one that cannot hand its window over is given up. */
  async #windows(close: (process: NodeProcess) => Promise<ProfileModel>): Promise<Window> {
    const windows = [...this.#running].map(async (process) => {
      try {
        return { process, model: await close(process) };
      } catch (error) {
        // Where the connection has ended, its end tells more.
        if (!process.closed) this.#drop(process, toErrorInfo(error));
        return null;
      }
    });
    return (await Promise.all(windows)).filter((one) => one !== null);
  }

  /** The connection has ended by itself: was it the process, or only its inspector? */
  #gone(process: NodeProcess): void {
    if (!this.#running.has(process)) return;
    // An exiting process closes its sockets a moment before it is gone.
    this.#parts.clock.after(EXIT_MS, () => this.#drop(process, whyGone(process.facts)));
  }

  /** Goes on with the others; with the last one the profile is lost. */
  #drop(process: NodeProcess, reason: ErrorInfo): void {
    if (!this.#running.delete(process)) return;
    process.dispose();
    if (this.#running.size > 0 || this.#ending) return;
    this.#timer?.dispose();
    this.#parts.lifeline.dispose();
    this.#lost.fire(reason);
  }

  #list(): HotspotList {
    return this.#total.list(0, this.#elapsedMs());
  }

  #elapsedMs(): number {
    return this.#beganMs === null ? 0 : this.#parts.clock.nowMs() - this.#beganMs;
  }

  #enqueue(task: () => Promise<void>): void {
    this.#queued += 1;
    this.#queue = this.#queue
      .then(task)
      .catch(() => {})
      .finally(() => {
        this.#queued -= 1;
      });
  }
}

function describe({ owner, processes }: NodeProfileParts): ProfiledProcess {
  const [first] = processes;
  const workers = first && first.facts.pid !== owner.pid ? ` (${processes.length} cluster workers)` : '';
  return {
    pid: owner.pid,
    runtime: 'node',
    version: first?.version ?? '',
    command: `${shortCommand(owner)}${workers}`,
  };
}

function whyGone(facts: ProcessFacts): ErrorInfo {
  const who = `process ${facts.pid} (${shortCommand(facts)})`;
  if (isAlive(facts.pid)) {
    return unavailable(
      `${who} runs on, but its inspector was closed by somebody else`,
      'see whether another profiler or the process itself calls inspector.close()',
    );
  }
  return unavailable(
    `${who} ended during the run`,
    'see what it printed last; a watcher may have restarted it',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
