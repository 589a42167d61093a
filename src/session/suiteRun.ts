import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { toErrorInfo } from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';
import { pathWithin } from '../results/recordBuilder.ts';
import { SUITE_VERSION, type SuiteMemberRecord, type SuiteRecord } from '../results/suiteRecord.ts';
import type { Outcome, SessionState } from './state.ts';
import {
  endedMember,
  type SuiteMemberState,
  type SuiteState,
  type SuiteTarget,
  suiteOutcome,
  waitingMember,
} from './suiteState.ts';
import { memberWord, suiteVerdictOf } from './suiteVerdict.ts';

/** What a suite is run with. */
export interface SuitePorts {
  /** Runs one to its end; a throw means that it could not begin. */
  run(member: SuiteMemberState): Promise<SessionState>;
  /** Keeps the record of the suite. @returns the file @throws HotlapError `record-unwritable` */
  readonly store: { write(record: SuiteRecord): Promise<string> } | null;
  readonly clock: Clock;
}

export interface SuiteRequest {
  readonly name: string;
  readonly description: string | null;
  /** Absolute path of the file that names it. */
  readonly file: string;
  readonly members: readonly SuiteTarget[];
  /** Folder against which paths are kept; null where there is none. */
  readonly root: string | null;
  readonly hotlapVersion: string;
  /** Whether the first that does not pass is the last. */
  readonly bail: boolean;
}

/** Runs the members of a suite, one after the other; its record is on disk from the first on. */
export class SuiteRun {
  readonly #request: SuiteRequest;
  readonly #ports: SuitePorts;
  readonly #changes = new Emitter<SuiteState>();
  #state: SuiteState;
  #stopped = false;
  /** Why its record could not be written. */
  #unwritten: string | null = null;
  #writing: Promise<void> = Promise.resolve();

  readonly onChanged: Event<SuiteState> = this.#changes.event;

  constructor(request: SuiteRequest, ports: SuitePorts) {
    const { name, description, file, members } = request;
    this.#request = request;
    this.#ports = ports;
    this.#state = {
      id: randomUUID(),
      name,
      description,
      file,
      startedAtMs: ports.clock.wallMs(),
      phase: 'running',
      outcome: null,
      current: 0,
      members: members.map(waitingMember),
      recordFile: null,
    };
  }

  get state(): SuiteState {
    return this.#state;
  }

  /** A sentence where its record could not be written. */
  get unwritten(): string | null {
    return this.#unwritten;
  }

  /** Lets no further run begin; who runs the one that goes on stops that. */
  stop(): void {
    this.#stopped = true;
    if (this.#state.phase === 'running') this.#set({ phase: 'stopping' });
  }

  /** The record of the run that goes on, as soon as there is one: a kill leaves a suite that names it. */
  async recorded(runId: string, recordFile: string): Promise<void> {
    this.#setMember({ runId, recordFile });
    await this.#write();
  }

  /** Runs to the end; does not reject. */
  async run(): Promise<SuiteState> {
    for (let index = 0; index < this.#state.members.length && !this.#stopped; index += 1) {
      this.#set({ current: index });
      this.#setMember({ status: 'running' });
      await this.#write();
      const status = await this.#runMember();
      if (status === 'interrupted') this.#stopped = true;
      if (this.#request.bail && status !== 'passed') break;
    }
    const outcome = suiteOutcome(this.#state.members, this.#stopped);
    this.#set({ phase: 'finished', outcome });
    await this.#write();
    return this.#state;
  }

  async #runMember(): Promise<Outcome> {
    const member = this.#state.members[this.#state.current];
    if (member === undefined) return 'interrupted';
    try {
      const ended = endedMember(member, await this.#ports.run(member));
      this.#setMember(ended);
      return ended.status === 'waiting' || ended.status === 'running' ? 'error' : ended.status;
    } catch (thrown) {
      this.#setMember({ status: 'error', verdict: toErrorInfo(thrown).message });
      return 'error';
    }
  }

  #set(change: Partial<SuiteState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changes.fire(this.#state);
  }

  #setMember(change: Partial<SuiteMemberState>): void {
    const { current, members } = this.#state;
    this.#set({ members: members.map((one, index) => (index === current ? { ...one, ...change } : one)) });
  }

  /** One after the other, so that the last word is the last. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow());
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    if (this.#ports.store === null || this.#unwritten !== null) return;
    try {
      const file = await this.#ports.store.write(suiteRecordOf(this.#state, this.#request));
      if (file !== this.#state.recordFile) this.#set({ recordFile: file });
    } catch (thrown) {
      const { message, hint } = toErrorInfo(thrown);
      this.#unwritten = `The suite is not recorded: ${message}${hint ? ` (${hint})` : ''}.`;
    }
  }
}

/** A suite as it is kept: `interrupted` until it has ended. */
export function suiteRecordOf(
  suite: SuiteState,
  { root, hotlapVersion }: Pick<SuiteRequest, 'root' | 'hotlapVersion'>,
): SuiteRecord {
  return {
    version: SUITE_VERSION,
    kind: 'suite',
    id: suite.id,
    status: suite.outcome ?? 'interrupted',
    name: suite.name,
    description: suite.description,
    file: pathWithin(root, suite.file),
    startedAt: new Date(suite.startedAtMs).toISOString(),
    hotlap: hotlapVersion,
    verdict: suiteVerdictOf(suite).headline,
    members: suite.members.map((one) => memberRecordOf(one, root)),
  };
}

function memberRecordOf(member: SuiteMemberState, root: string | null): SuiteMemberRecord {
  const { file, scenarios, status, recordFile, verdict, ...rest } = member;
  return {
    ...rest,
    file: pathWithin(root, file),
    scenarios: [...scenarios],
    status: status === 'waiting' ? 'not-run' : status === 'running' ? 'interrupted' : status,
    verdict: verdict === '' ? memberWord(member).word : verdict,
    record: recordFile === null ? null : pathWithin(root, recordFile),
  };
}
