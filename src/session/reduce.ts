import { assertNever } from '../base/assertNever.ts';
import { FAILURE_KINDS, FAILURES_PER_KIND } from '../metrics/failureLog.ts';
import { tallyGenerator } from '../metrics/generatorTally.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { SessionEvent } from './event.ts';
import { appendSnapshot } from './series.ts';
import { type HotspotState, IDLE, NO_HOTSPOTS, type SessionState } from './state.ts';

/** Failed requests and warnings that are kept. */
const FAILURE_LIMIT = FAILURE_KINDS * FAILURES_PER_KIND;
const WARNING_LIMIT = 50;

/**
 * Folds an event into the state: pure, and the same in the host and in the panel. A snapshot that was told
 * already is not counted twice; what comes after the end changes nothing but the comparison and the record.
 */
export function reduce(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'prepared': {
      const hotspots: HotspotState = event.run.profiled
        ? { ...NO_HOTSPOTS, status: 'attaching' }
        : NO_HOTSPOTS;
      return { ...IDLE, phase: 'preparing', run: event.run, hotspots };
    }
    case 'started':
      return state.phase === 'preparing' ? { ...state, phase: 'running' } : state;
    case 'stopping':
      return state.phase === 'running' ? { ...state, phase: 'stopping' } : state;
    case 'snapshot':
      return withSnapshot(state, event.snapshot);
    case 'profileAttached':
    case 'profileUpdated':
    case 'profileUnavailable':
      return { ...state, hotspots: withProfile(state.hotspots, event) };
    case 'warned':
      if (state.warnings.includes(event.message) || state.warnings.length >= WARNING_LIMIT) return state;
      return { ...state, warnings: [...state.warnings, event.message] };
    case 'recorded':
      return { ...state, recordFile: event.file };
    case 'compared':
      return { ...state, comparison: event.comparison };
    case 'finished':
      return {
        ...state,
        phase: 'finished',
        outcome: event.outcome,
        problem: event.problem,
        hotspots: endOfProfile(state.hotspots),
      };
    default:
      return assertNever(event);
  }
}

function withSnapshot(state: SessionState, snapshot: Snapshot): SessionState {
  if (state.phase === 'idle' || state.phase === 'finished') return state;
  const seen = state.snapshot;
  if (seen && (snapshot.seq < seen.seq || (snapshot.seq === seen.seq && snapshot.phase === seen.phase))) {
    return state;
  }
  const told = seen?.seq === snapshot.seq;
  const warmupMs = state.run?.warmupMs ?? 0;
  return {
    ...state,
    phase: snapshot.phase === 'stopping' && state.phase === 'running' ? 'stopping' : state.phase,
    elapsedMs: snapshot.elapsedMs,
    snapshot,
    // Nothing is measured in the warm-up, so there is nothing to draw of it.
    series: told || snapshot.elapsedMs <= warmupMs ? state.series : appendSnapshot(state.series, snapshot),
    endpoints: snapshot.endpoints,
    thresholds: snapshot.thresholds,
    checks: snapshot.checks,
    failures:
      told || snapshot.failures.length === 0
        ? state.failures
        : [...state.failures, ...snapshot.failures].slice(0, FAILURE_LIMIT),
    generator: told ? state.generator : tallyGenerator(state.generator, snapshot, warmupMs),
  };
}

type ProfileEvent = Extract<
  SessionEvent,
  { type: 'profileAttached' | 'profileUpdated' | 'profileUnavailable' }
>;

function withProfile(hotspots: HotspotState, event: ProfileEvent): HotspotState {
  switch (event.type) {
    case 'profileAttached':
      return { ...hotspots, status: 'live', process: event.process, problem: null };
    case 'profileUpdated':
      return {
        ...hotspots,
        latest: event.latest,
        total: event.total,
        latestRequests: event.latestRequests,
        totalRequests: event.totalRequests,
      };
    case 'profileUnavailable':
      return { ...hotspots, status: 'unavailable', problem: event.problem };
    default:
      return assertNever(event);
  }
}

function endOfProfile(hotspots: HotspotState): HotspotState {
  if (hotspots.status === 'live') return { ...hotspots, status: 'done' };
  return hotspots.status === 'attaching' ? { ...hotspots, status: 'off' } : hotspots;
}
