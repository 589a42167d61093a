import { assertNever } from '../base/assertNever.ts';
import type { Breakpoint, TriedStep } from '../metrics/breakpoint.ts';
import type { GeneratorReason } from '../metrics/generatorReason.ts';
import type { ThresholdStatus } from '../metrics/thresholdStatus.ts';
import { perSecText, plural } from './wording.ts';

/** The lowest rate that did not hold; null where all did. */
export function gaveWay({ steps }: Breakpoint): TriedStep | null {
  const failed = steps.filter((one) => one.outcome !== 'held');
  return failed.reduce<TriedStep | null>(
    (low, one) => (low === null || one.rate < low.rate ? one : low),
    null,
  );
}

/** Whether a search that is over has shown what was asked of the API: its target, or anything at all. */
export function isPassed({ holds, target }: Breakpoint): boolean {
  return holds > 0 && holds >= (target ?? 0);
}

/** Whose figures the thresholds are told by: the rate under way, then the highest that held. Null for none yet. */
export function judgedRate(breakpoint: Breakpoint): number | null {
  if (breakpoint.trying !== null) return breakpoint.trying;
  return breakpoint.holds > 0 ? breakpoint.holds : (gaveWay(breakpoint)?.rate ?? null);
}

/** `holds 840/s: 1.7 times your 500/s`; without a target `holds 840/s`. */
export function holdsText(breakpoint: Breakpoint): string {
  const { holds, target, end } = breakpoint;
  const failed = gaveWay(breakpoint);
  if (holds === 0) {
    if (failed === null) return 'no rate was held to its end';
    if (end === 'generator')
      return `nothing is known of what it holds: ${rateText(failed.rate)} was too much for the generator`;
    const short = target === null ? '' : `, and you want ${rateText(target)}`;
    return `does not hold even ${rateText(failed.rate)}${short}`;
  }
  const least = end === 'max' || end === 'generator' ? ' at least' : '';
  return `holds${least} ${rateText(holds)}${target === null ? '' : `: ${headroomText(holds, target)}`}`;
}

/** What a rate is to the target: `1.7 times your 500/s`. Never told as enough where it is not. */
function headroomText(holds: number, target: number): string {
  const ratio = holds / target;
  const times = ratio < 1 ? Math.floor(ratio * 100) / 100 : Number(ratio.toPrecision(2));
  if (times === 1) return `as much as your ${rateText(target)}`;
  return `${times} times your ${rateText(target)}`;
}

/** `840/s`. */
export function rateText(rate: number): string {
  return `${perSecText(rate)}/s`;
}

/**
 * Why it holds no more, in a sentence: the threshold that gave way first, what did not come to an end, or that the
 * generator was the limit; '' while nothing has given way.
 * @param told a red threshold in words
 */
export function gaveWayText(breakpoint: Breakpoint, told: (status: ThresholdStatus) => string): string {
  const failed = gaveWay(breakpoint);
  if (failed === null) {
    return breakpoint.end === 'max' ? 'Nothing gave way up to the highest rate that was to be tried.' : '';
  }
  const rate = rateText(failed.rate);
  if (failed.outcome === 'generator-limited') {
    const why = failed.limits.map(limitText).join(', and ');
    return `At ${rate} the generator was the limit before the API gave way: ${why}.`;
  }
  if (failed.broken !== null) {
    return `What gave way first, at ${rate}: ${told({ ...failed.broken, failingSinceMs: null })}.`;
  }
  if (failed.requests === 0) return `At ${rate} no request came to its end.`;
  return `At ${rate} ${plural(failed.unfinished, 'iteration')} did not come to an end.`;
}

/** How the generator was seen to be the limit. */
export function limitText(reason: GeneratorReason): string {
  switch (reason) {
    case 'missed-starts':
      return 'no VU was free for all that was due (raise maxVUs)';
    case 'late-starts':
      return 'it started iterations late with VUs free';
    case 'cpu':
      return 'its CPU was near a whole core';
    case 'event-loop':
      return 'its event loop stood still';
    case 'machine':
      return 'all cores of this machine were busy';
    default:
      return assertNever(reason);
  }
}

/** A step's outcome: `✓ held`, `✗ p95 240 ms breaks p(95) < 200`. */
export function outcomeText(
  step: TriedStep,
  told: (status: ThresholdStatus) => string,
): { readonly mark: string; readonly text: string } {
  switch (step.outcome) {
    case 'held':
      return { mark: '✓', text: 'held' };
    case 'generator-limited':
      return { mark: '▲', text: 'generator-limited' };
    case 'broke': {
      if (step.broken !== null) return { mark: '✗', text: told({ ...step.broken, failingSinceMs: null }) };
      return { mark: '✗', text: step.requests === 0 ? 'no response' : `${step.unfinished} unfinished` };
    }
    default:
      return assertNever(step.outcome);
  }
}
