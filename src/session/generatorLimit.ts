import { isLoopbackAddress } from '../base/address.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import type { GeneratorReason } from '../results/record.ts';
import { msText, percentText, plural } from './wording.ts';

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
  /** The longest delay of its event loop. */
  readonly worstDelayMs: number;
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
  cpuMs: 0,
  machineCpuMs: 0,
};

/** Whether the generator was the limit of a run, why, and the evidence in one sentence ('' where it was not). */
export interface GeneratorLimit {
  readonly limited: boolean;
  readonly reasons: readonly GeneratorReason[];
  readonly evidence: string;
}

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

/** Later than this at the 99th percentile, and than this share of p95, starts are late enough to be seen in the figures. */
const LATE_MS = 5;
const LATE_PART = 0.05;

/** The tally with one more snapshot in it. @param warmupMs time at the start that is in no figure */
export function tallyGenerator(tally: GeneratorTally, snapshot: Snapshot, warmupMs: number): GeneratorTally {
  const { elapsedMs, interval, generator } = snapshot;
  if (elapsedMs <= warmupMs + SETTLED_MS) return tally;
  const spanMs = Math.min(interval.durationMs, LONGEST_INTERVAL_MS);
  const when = (holds: boolean) => (holds ? spanMs : 0);
  const crowded = generator.machineCpuShare >= FULL_SHARE && generator.cpuShare >= FIGHTING_SHARE;
  return {
    observedMs: tally.observedMs + spanMs,
    busyMs: tally.busyMs + when(generator.cpuShare >= BUSY_SHARE),
    stalledMs: tally.stalledMs + when(generator.loopDelayP99Ms >= STALL_MS),
    crowdedMs: tally.crowdedMs + when(crowded),
    worstDelayMs: Math.max(tally.worstDelayMs, generator.loopDelayP99Ms),
    cpuMs: tally.cpuMs + spanMs * generator.cpuShare,
    machineCpuMs: tally.machineCpuMs + spanMs * generator.machineCpuShare,
  };
}

/** CPU of the generator (as a share of a core) and of the machine: over the run, or as of now in its first second. */
export function cpuShares(
  { observedMs, cpuMs, machineCpuMs }: GeneratorTally,
  { generator }: Snapshot,
): Pick<Snapshot['generator'], 'cpuShare' | 'machineCpuShare'> {
  if (observedMs === 0) return generator;
  return { cpuShare: cpuMs / observedMs, machineCpuShare: machineCpuMs / observedMs };
}

const EVIDENCE = 'Generator-limited: ';

/** The evidence for where it is said already that the run is generator-limited. */
export function bareEvidence(evidence: string): string {
  const bare = evidence.replace(EVIDENCE, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}

/** Judges a run by its tally and its last snapshot; pure. @param target origin of the API */
export function generatorLimitOf(
  tally: GeneratorTally,
  snapshot: Snapshot | null,
  target: string,
): GeneratorLimit {
  if (snapshot === null) return { limited: false, reasons: [], evidence: '' };
  const found = findings(tally, snapshot, target);
  const limited = found.length > 0;
  return {
    limited,
    reasons: found.map(([reason]) => reason),
    evidence: limited ? `${EVIDENCE}${listed(found.map(([, text]) => text))}.` : '',
  };
}

function findings(
  { observedMs, busyMs, stalledMs, crowdedMs, worstDelayMs }: GeneratorTally,
  { total, generator }: Snapshot,
  target: string,
): [GeneratorReason, string][] {
  const found: [GeneratorReason, string][] = [];
  const lasting = (ms: number, part: number) => ms >= LEAST_MS && ms >= part * observedMs;
  const share = (ms: number) => percentText(Math.round((100 * ms) / observedMs) / 100);
  const { missedStarts, lateStartP99Ms } = generator;
  if (missedStarts > 0) {
    const due = total.iterations + total.interruptedIterations + total.droppedIterations;
    const part = due > 0 ? ` (${percentText(missedStarts / due)})` : '';
    found.push(['missed-starts', `${plural(missedStarts, 'iteration')}${part} found no free VU`]);
  }
  if (lateStartP99Ms >= Math.max(LATE_MS, LATE_PART * total.latencyMs.p95)) {
    found.push(['late-starts', `starts were up to ${msText(lateStartP99Ms)} late (p99) with VUs free`]);
  }
  if (lasting(busyMs, PART)) {
    found.push(['cpu', `the generator's CPU was near a whole core for ${share(busyMs)} of the time`]);
  }
  if (lasting(stalledMs, PART)) {
    found.push(['event-loop', `its event loop stood still for up to ${msText(worstDelayMs)}`]);
  }
  if (lasting(crowdedMs, CROWDED_PART)) {
    const fight = isHere(target) ? ', so the API and the generator fought for them' : '';
    found.push(['machine', `all cores were busy for ${share(crowdedMs)} of the time${fight}`]);
  }
  return found;
}

/** Whether the API runs on the machine of the generator. */
function isHere(target: string): boolean {
  // Not URL.parse, which Node 20 has not.
  const host = URL.canParse(target) ? new URL(target).hostname : '';
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Percentiles that differ by less than this share are told as one. */
const SAME_PART = 0.01;

/** Between what a percentile lies when requests were never sent: one sentence, '' where that moves nothing. */
export function boundText({ total, bound }: Pick<Snapshot, 'total' | 'bound'>): string {
  if (bound === null) return '';
  for (const key of ['p95', 'p99'] as const) {
    const measured = total.latencyMs[key];
    if (bound[key] <= measured * (1 + SAME_PART)) continue;
    const never = `${plural(bound.missing, 'request')} never sent`;
    return `With the ${never}, the true ${key} lies between ${msText(measured)} and ${msText(bound[key])}.`;
  }
  return '';
}
