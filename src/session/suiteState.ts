import type { ThresholdStatus } from '../metrics/thresholdStatus.ts';
import type { WorstThreshold } from '../results/suiteRecord.ts';
import { generatorLimitOf } from './generatorLimit.ts';
import type { Outcome, SessionState } from './state.ts';
import { verdictOf } from './verdict.ts';

/** `waiting` at the end: it was not reached. */
export type MemberStatus = 'waiting' | 'running' | Outcome;

/** One run of a suite as it stands. Plain data. */
export interface SuiteMemberState {
  /** As the suite names it. */
  readonly label: string;
  /** Absolute path. */
  readonly file: string;
  /** Empty: all of the file. */
  readonly scenarios: readonly string[];
  readonly status: MemberStatus;
  readonly limited: boolean;
  /** In a sentence; '' before its end. */
  readonly verdict: string;
  readonly requests: number;
  readonly failed: number;
  readonly requestsPerSec: number;
  /** null where nothing was measured. */
  readonly p95Ms: number | null;
  readonly worst: WorstThreshold | null;
  readonly runId: string | null;
  readonly recordFile: string | null;
}

/** A suite that is run, or was. Plain data: the panel is sent all of it. */
export interface SuiteState {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Absolute path of the file that names it. */
  readonly file: string;
  readonly startedAtMs: number;
  readonly phase: 'running' | 'stopping' | 'finished';
  /** That of the worst of its runs; null before the end. */
  readonly outcome: Outcome | null;
  /** Index of the run that goes on, or went on last. */
  readonly current: number;
  readonly members: readonly SuiteMemberState[];
  /** Where its record is on disk. */
  readonly recordFile: string | null;
}

/** What a suite runs. */
export type SuiteTarget = Pick<SuiteMemberState, 'label' | 'file' | 'scenarios'>;

export function waitingMember({ label, file, scenarios }: SuiteTarget): SuiteMemberState {
  const none = { requests: 0, failed: 0, requestsPerSec: 0, p95Ms: null, worst: null };
  const open = { status: 'waiting', limited: false, verdict: '', runId: null, recordFile: null } as const;
  return { label, file, scenarios, ...none, ...open };
}

/** A member once its run has ended. */
export function endedMember(member: SuiteMemberState, state: SessionState): SuiteMemberState {
  const total = state.snapshot?.total;
  const { limited } = generatorLimitOf(state.generator, state.snapshot, state.run?.target ?? '');
  const requests = total?.requests ?? 0;
  const durationMs = total?.durationMs ?? 0;
  return {
    ...member,
    status: state.outcome ?? 'error',
    limited: state.outcome === 'passed' && limited,
    verdict: verdictOf(state).headline,
    requests,
    failed: total?.failed ?? 0,
    requestsPerSec: durationMs > 0 ? (requests * 1000) / durationMs : 0,
    p95Ms: total !== undefined && total.latencyMs.count > 0 ? total.latencyMs.p95 : null,
    worst: worstOf(state.thresholds),
    runId: state.recordFile === null ? null : (state.run?.id ?? null),
    recordFile: state.recordFile,
  };
}

/** A broken one before all others; then by margin, and what has none (a limit of 0) before those that hold. */
function worstOf(thresholds: readonly ThresholdStatus[]): WorstThreshold | null {
  const rank = ({ ok, margin }: ThresholdStatus) => [
    ok === false ? 1 : 0,
    margin ?? (ok === false ? 1e300 : -1e300),
  ];
  const [worst] = [...thresholds].sort((a, b) => {
    const [brokenA = 0, marginA = 0] = rank(a);
    const [brokenB = 0, marginB = 0] = rank(b);
    return brokenB - brokenA || marginB - marginA;
  });
  if (worst === undefined) return null;
  const { metric, expression, value, limit, ok, margin } = worst;
  return { metric, expression, value, limit, ok, margin };
}

/** The worst first: who stopped a suite has no verdict of it, and what could not run is worse than what failed. */
const WORST: readonly Outcome[] = ['interrupted', 'error', 'failed', 'passed'];

/** What the runs of a suite come to; `stopped` where it was ended before all of them. */
export function suiteOutcome(members: readonly SuiteMemberState[], stopped: boolean): Outcome {
  if (stopped) return 'interrupted';
  return WORST.find((one) => members.some((member) => member.status === one)) ?? 'interrupted';
}
