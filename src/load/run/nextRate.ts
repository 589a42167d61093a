import type { Breakpoint, TriedStep } from '../../metrics/breakpoint.ts';
import type { PlannedExecutor } from '../../scenario/plan/plan.ts';

export type BreakpointExecutor = Extract<PlannedExecutor, { kind: 'breakpoint' }>;

type Tried = Pick<TriedStep, 'rate' | 'outcome'>;
type Search = Pick<BreakpointExecutor, 'search' | 'startRate' | 'step' | 'maxRate' | 'target'>;

/** Far below any difference of rates that matters, far above what sums of fractions are off by. */
const TINY = 1e-9;

/** The highest rate that held; 0 where none did. */
export function highestHeld(tried: readonly Tried[]): number {
  return Math.max(0, ...tried.filter((one) => one.outcome === 'held').map((one) => one.rate));
}

/** The lowest of those that did not hold; null where all did. */
function lowestFailed<One extends Tried>(tried: readonly One[]): One | null {
  const failed = tried.filter((one) => one.outcome !== 'held');
  return failed.reduce<One | null>((low, one) => (low === null || one.rate < low.rate ? one : low), null);
}

/**
 * The rate to try next, by what was tried so far; null where the search is over. Steps go up from the start until
 * one does not hold. Bisection doubles the rate until one does not hold, then halves what lies between the highest
 * that held and the lowest that did not, until that is no more than a step. Where the target lies between two
 * rates, it is tried itself. Pure.
 */
export function nextRate(search: Search, tried: readonly Tried[]): number | null {
  const { startRate, maxRate, target } = search;
  if (tried.length === 0) return startRate;
  const held = highestHeld(tried);
  const failed = lowestFailed(tried)?.rate ?? null;
  if (failed === null && held >= maxRate - TINY) return null;
  if (failed !== null && search.search === 'steps') return null;
  const next = failed === null ? Math.min(maxRate, upFrom(search, held)) : between(search, held, failed);
  const isBetween = target !== null && target > held + TINY && target < (failed ?? next ?? target) - TINY;
  return isBetween ? target : next;
}

function upFrom({ search, startRate, step }: Search, held: number): number {
  if (search === 'bisection') return held * 2;
  return startRate + step * Math.floor((held - startRate) / step + 1 + TINY);
}

function between({ step }: Search, held: number, failed: number): number | null {
  const gap = failed - held;
  if (gap <= step + TINY) return null;
  return held + step * Math.max(1, Math.floor(gap / (2 * step) + TINY));
}

/** Why a search that is over is over. */
export function endOf(tried: readonly Tried[]): NonNullable<Breakpoint['end']> {
  const failed = lowestFailed(tried);
  if (failed === null) return 'max';
  return failed.outcome === 'broke' ? 'broke' : 'generator';
}
