import { type ErrorInfo, HotlapError } from '../../src/base/errors.ts';
import { Emitter } from '../../src/base/event.ts';
import type { MetricRecord, Snapshot } from '../../src/metrics/snapshot.ts';
import type { HotspotList } from '../../src/profile/hotspot.ts';
import type { RunRecord } from '../../src/results/record.ts';
import type {
  HostConsent,
  LoadHandle,
  LoadResult,
  ProfileHandle,
  Profiler,
  RecordStore,
  ResolvedHosts,
  Runner,
} from '../../src/session/ports.ts';

/** The session's ports as a test plays them: each tells what was asked of it, and does what the test says. */

class FakeLoad implements LoadHandle {
  readonly snapshots = new Emitter<Snapshot>();
  readonly checkpoints = new Emitter<readonly MetricRecord[]>();
  readonly warnings = new Emitter<string>();
  readonly onSnapshot = this.snapshots.event;
  readonly onCheckpoint = this.checkpoints.event;
  readonly onWarning = this.warnings.event;
  readonly calls: string[] = [];
  readonly result: Promise<LoadResult>;
  finish: (result: LoadResult) => void = () => {};
  fail: (error: HotlapError) => void = () => {};

  constructor() {
    this.result = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  }

  begin(): void {
    this.calls.push('begin');
  }

  stop(mode: 'graceful' | 'now'): void {
    this.calls.push(`stop ${mode}`);
  }

  dispose(): void {
    this.calls.push('dispose');
  }
}

/** A runner whose load is ready when the test says so (`ready`), at once unless told to wait. */
export class FakeRunner implements Runner {
  readonly load = new FakeLoad();
  hosts: ResolvedHosts | null = null;
  #prepared: Promise<LoadHandle>;
  ready: () => void = () => {};
  refuse: (error: HotlapError) => void = () => {};

  constructor(options: { waits?: boolean } = {}) {
    this.#prepared = new Promise((resolve, reject) => {
      this.ready = () => resolve(this.load);
      this.refuse = reject;
    });
    if (!options.waits) this.ready();
  }

  prepare(_plan: unknown, hosts: ResolvedHosts): Promise<LoadHandle> {
    this.hosts = hosts;
    return this.#prepared;
  }
}

class FakeProfile implements ProfileHandle {
  readonly process = { pid: 7, runtime: 'node', version: 'v24.21.0', command: 'node server.js' };
  readonly updates = new Emitter<{ latest: HotspotList; total: HotspotList }>();
  readonly losses = new Emitter<ErrorInfo>();
  readonly onUpdate = this.updates.event;
  readonly onLost = this.losses.event;
  readonly calls: string[] = [];
  readonly #whole: HotspotList;

  constructor(whole: HotspotList) {
    this.#whole = whole;
  }

  begin(): void {
    this.calls.push('begin');
  }

  async stop(): Promise<HotspotList> {
    this.calls.push('stop');
    return this.#whole;
  }

  dispose(): void {
    this.calls.push('dispose');
  }
}

/** A profiler that attaches when the test says so (`attached`), at once unless told to wait. */
export class FakeProfiler implements Profiler {
  readonly profile: FakeProfile;
  target: { readonly addresses: readonly string[]; readonly port: number } | null = null;
  #attached: Promise<ProfileHandle>;
  attached: () => void = () => {};
  refuse: (error: HotlapError) => void = () => {};

  constructor(whole: HotspotList, options: { waits?: boolean } = {}) {
    this.profile = new FakeProfile(whole);
    this.#attached = new Promise((resolve, reject) => {
      this.attached = () => resolve(this.profile);
      this.refuse = reject;
    });
    if (!options.waits) this.attached();
  }

  attach(target: { readonly addresses: readonly string[]; readonly port: number }): Promise<ProfileHandle> {
    this.target = target;
    return this.#attached;
  }
}

export class FakeStore implements RecordStore {
  readonly records: RunRecord[] = [];
  /** Where set, writing fails with this message. */
  problem: string | null = null;

  async write(record: RunRecord): Promise<string> {
    if (this.problem !== null) throw new HotlapError({ code: 'record-unwritable', message: this.problem });
    this.records.push(record);
    return `/runs/${record.id}.json`;
  }
}

export class FakeConsent implements HostConsent {
  readonly asked: (readonly string[])[] = [];

  async resolve(origins: readonly string[]): Promise<ResolvedHosts> {
    this.asked.push(origins);
    return { localhost: ['127.0.0.1', '::1'] };
  }
}
