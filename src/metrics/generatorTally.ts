import type { Snapshot } from './snapshot.ts';

/**
 * How the generator fared over a run, as the snapshots told it: milliseconds of the time that was looked at.
 * The first second of what is measured is not, since a process that has just begun stumbles once.
 */
export interface GeneratorTally {
  readonly observedMs: number;
  /** Its own CPU near one whole core. */
  readonly busyMs: number;
  /** Its event loop late by {@link STALL_MS} or more. */
  readonly stalledMs: number;
  /** All cores of the machine busy, the generator taking a good part of one. */
  readonly crowdedMs: number;
  /** The longest delay of its event loop, and of which thread (from 1) it was; 0 where there is one. */
  readonly worstDelayMs: number;
  readonly latestThread: number;
  /** Which thread was the busiest at its busiest, and how busy; 0 where there is one. */
  readonly busiestThread: number;
  readonly busiestCpuShare: number;
  /** CPU time that it took, and that the machine took on average of its cores. */
  readonly cpuMs: number;
  readonly machineCpuMs: number;
}

export const NO_TALLY: GeneratorTally = {
  observedMs: 0,
  busyMs: 0,
  stalledMs: 0,
  crowdedMs: 0,
  worstDelayMs: 0,
  latestThread: 0,
  busiestThread: 0,
  busiestCpuShare: 0,
  cpuMs: 0,
  machineCpuMs: 0,
};

const SETTLED_MS = 1000;
/** A computer that slept has one interval that is as long as the night. */
const LONGEST_INTERVAL_MS = 2000;

const BUSY_SHARE = 0.9;
const STALL_MS = 50;
const FULL_SHARE = 0.95;
/** Below this share of a core the generator takes nothing from the API that would matter. */
const FIGHTING_SHARE = 0.25;

/** Shares of the time, and the least time, from which on it is more than a hiccup. */
const PART = 0.1;
const CROWDED_PART = 0.25;
const LEAST_MS = 1000;

type TalliedSnapshot = Pick<Snapshot, 'elapsedMs' | 'interval' | 'generator'>;

/** The tally with one more snapshot in it. @param warmupMs time at the start that is in no figure */
export function tallyGenerator(
  tally: GeneratorTally,
  snapshot: TalliedSnapshot,
  warmupMs: number,
): GeneratorTally {
  const { elapsedMs, interval, generator } = snapshot;
  if (elapsedMs <= warmupMs + SETTLED_MS) return tally;
  const spanMs = Math.min(interval.durationMs, LONGEST_INTERVAL_MS);
  const when = (holds: boolean) => (holds ? spanMs : 0);
  const crowded = generator.machineCpuShare >= FULL_SHARE && generator.cpuShare >= FIGHTING_SHARE;
  return {
    observedMs: tally.observedMs + spanMs,
    // Several threads together take more than a core; the limit is that one of them can take no more.
    busyMs: tally.busyMs + when((generator.threads?.busiestCpuShare ?? generator.cpuShare) >= BUSY_SHARE),
    stalledMs: tally.stalledMs + when(generator.loopDelayP99Ms >= STALL_MS),
    crowdedMs: tally.crowdedMs + when(crowded),
    ...worstThreads(tally, generator),
    cpuMs: tally.cpuMs + spanMs * generator.cpuShare,
    machineCpuMs: tally.machineCpuMs + spanMs * generator.machineCpuShare,
  };
}

function worstThreads(
  { worstDelayMs, latestThread, busiestThread, busiestCpuShare }: GeneratorTally,
  { loopDelayP99Ms, threads }: Snapshot['generator'],
): Pick<GeneratorTally, 'worstDelayMs' | 'latestThread' | 'busiestThread' | 'busiestCpuShare'> {
  const isLater = loopDelayP99Ms > worstDelayMs;
  const isBusier = threads !== undefined && threads.busiestCpuShare > busiestCpuShare;
  return {
    worstDelayMs: isLater ? loopDelayP99Ms : worstDelayMs,
    latestThread: isLater ? (threads?.latest ?? 0) : latestThread,
    busiestThread: isBusier ? threads.busiest : busiestThread,
    busiestCpuShare: isBusier ? threads.busiestCpuShare : busiestCpuShare,
  };
}

/** What the tally alone shows to have been the limit for more than a hiccup. */
export function tallyReasons({
  observedMs,
  busyMs,
  stalledMs,
  crowdedMs,
}: GeneratorTally): ('cpu' | 'event-loop' | 'machine')[] {
  const lasting = (ms: number, part: number) => ms >= LEAST_MS && ms >= part * observedMs;
  return [
    ...(lasting(busyMs, PART) ? (['cpu'] as const) : []),
    ...(lasting(stalledMs, PART) ? (['event-loop'] as const) : []),
    ...(lasting(crowdedMs, CROWDED_PART) ? (['machine'] as const) : []),
  ];
}
