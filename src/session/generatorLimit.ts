import { isLoopbackAddress } from '../base/address.ts';
import type { Breakpoint } from '../metrics/breakpoint.ts';
import type { GeneratorReason } from '../metrics/generatorReason.ts';
import { type GeneratorTally, tallyReasons } from '../metrics/generatorTally.ts';
import type { Snapshot } from '../metrics/snapshot.ts';
import { gaveWay, limitText } from './breakpointText.ts';
import { msText, percentText, plural } from './wording.ts';

/** Whether the generator was the limit of a run, why, and the evidence in one sentence ('' where it was not). */
export interface GeneratorLimit {
  readonly limited: boolean;
  readonly reasons: readonly GeneratorReason[];
  readonly evidence: string;
}

/** Later than this at the 99th percentile, and than this share of p95, starts are late enough to be seen in the figures. */
const LATE_MS = 5;
const LATE_PART = 0.05;

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

/** How many threads send the load, where it is more than one: `2 threads`. */
export function threadsText({ generator }: Pick<Snapshot, 'generator'>): string {
  return generator.threads === undefined ? '' : `${generator.threads.count} threads`;
}

/** Judges a run by its tally and its last snapshot; pure. @param target origin of the API */
export function generatorLimitOf(
  tally: GeneratorTally,
  snapshot: Snapshot | null,
  target: string,
): GeneratorLimit {
  if (snapshot === null) return { limited: false, reasons: [], evidence: '' };
  if (snapshot.breakpoint !== null) return searchLimit(snapshot.breakpoint);
  const found = findings(tally, snapshot, target);
  const limited = found.length > 0;
  return {
    limited,
    reasons: found.map(([reason]) => reason),
    evidence: limited ? `${EVIDENCE}${listed(found.map(([, text]) => text))}.` : '',
  };
}

/** A search is limited where the generator was the limit before the API gave way, whatever the last step did. */
function searchLimit(breakpoint: Breakpoint): GeneratorLimit {
  const failed = gaveWay(breakpoint);
  const limited = breakpoint.end === 'generator' && failed !== null;
  if (!limited) return { limited: false, reasons: [], evidence: '' };
  const why = failed.limits.map(limitText);
  return { limited, reasons: failed.limits, evidence: `${EVIDENCE}${listed(why)}.` };
}

function findings(
  tally: GeneratorTally,
  { total, generator }: Snapshot,
  target: string,
): [GeneratorReason, string][] {
  const { observedMs, busyMs, crowdedMs, worstDelayMs, busiestThread, latestThread } = tally;
  const reasons = tallyReasons(tally);
  const found: [GeneratorReason, string][] = [];
  const share = (ms: number) => percentText(Math.round((100 * ms) / observedMs) / 100);
  const { missedStarts, lateStartP99Ms } = generator;
  if (missedStarts > 0) {
    const due = total.iterations + total.interruptedIterations + total.droppedIterations;
    const part = due > 0 ? ` (${percentText(missedStarts / due)})` : '';
    found.push([
      'missed-starts',
      `${plural(missedStarts, 'iteration')}${part} never started for want of a free VU`,
    ]);
  }
  if (lateStartP99Ms >= Math.max(LATE_MS, LATE_PART * total.latencyMs.p95)) {
    found.push(['late-starts', `starts were up to ${msText(lateStartP99Ms)} late (p99) with VUs free`]);
  }
  if (reasons.includes('cpu')) {
    const whose =
      generator.threads === undefined
        ? `the generator's CPU`
        : `the CPU of thread ${busiestThread} of the generator's ${generator.threads.count}`;
    found.push(['cpu', `${whose} was near a whole core for ${share(busyMs)} of the time`]);
  }
  if (reasons.includes('event-loop')) {
    const whose =
      generator.threads === undefined ? 'its event loop' : `the event loop of thread ${latestThread}`;
    found.push(['event-loop', `${whose} stood still for up to ${msText(worstDelayMs)}`]);
  }
  if (reasons.includes('machine')) {
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

/** What a percentile is at least when requests were never sent: one sentence, '' where that moves nothing. */
export function boundText({ total, bound }: Pick<Snapshot, 'total' | 'bound'>): string {
  if (bound === null) return '';
  for (const key of ['p95', 'p99'] as const) {
    const measured = total.latencyMs[key];
    if (bound[key] <= measured * (1 + SAME_PART)) continue;
    const never = `${plural(bound.missing, 'request')} ${bound.missing === 1 ? 'was' : 'were'} never sent`;
    return `${never}: were they no faster than the slowest, ${key} is at least ${msText(bound[key])}; no upper bound is known.`;
  }
  return '';
}
