import type { Hotspot, HotspotList } from '../profile/hotspot.ts';
import { percentText } from './wording.ts';

/** Where the API's process spent its time, in a sentence, and the function to look at; null where it names none. */
export interface Account {
  readonly sentence: string;
  readonly culprit: Hotspot | null;
}

/** Self or total share from which on a function is worth being named. */
const NAMED_SHARE = 0.1;
/** Busy time from which on there is something to say, in milliseconds. */
const SAID_BUSY_MS = 20;

/** What a profile says of a slow or quick API; null where too little was sampled. */
export function accountOf(list: HotspotList | null): Account | null {
  if (!list || list.busyMs < SAID_BUSY_MS || list.busyMs + list.idleMs <= 0) return null;
  const busy = list.busyMs / (list.busyMs + list.idleMs);
  const named = culpritOf(list.hotspots);
  const where = named ? `${percentText(named.share)} of ` : '';
  const inIt = named ? ` ${named.preposition} ${named.hotspot.function}` : '';
  const culprit = named?.hotspot ?? null;
  if (busy >= 0.7) {
    return { sentence: `CPU-bound: ${named ? `${where}the busy time${inIt}` : busyText(busy)}.`, culprit };
  }
  const state = `${busyText(busy)}${named ? `, ${where}that${inIt}` : ''}.`;
  return { sentence: busy < 0.3 ? `Mostly waiting: ${state}` : capital(state), culprit };
}

function busyText(busy: number): string {
  return `the API's process is ${percentText(busy)} busy`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The function to look at: the hottest by self time where it is the user's own; else, for time spent in the
 * runtime or a dependency, the innermost own function that covers most of it.
 */
function culpritOf(
  hotspots: readonly Hotspot[],
): { hotspot: Hotspot; share: number; preposition: 'in' | 'under' } | null {
  const top = maximum(hotspots, (one) => one.self);
  if (!top) return null;
  const own = hotspots.filter((one) => one.own);
  const ownTop = maximum(own, (one) => one.self);
  if (ownTop && ownTop.self >= NAMED_SHARE && ownTop.self >= top.self / 2) {
    return { hotspot: ownTop, share: ownTop.self, preposition: 'in' };
  }
  const covering = own.filter((one) => one.total >= NAMED_SHARE && one.total >= 0.8 * top.self);
  const innermost = maximum(covering, (one) => -one.total);
  if (innermost) return { hotspot: innermost, share: innermost.total, preposition: 'under' };
  return top.self >= NAMED_SHARE ? { hotspot: top, share: top.self, preposition: 'in' } : null;
}

function maximum<T>(items: readonly T[], by: (item: T) => number): T | null {
  let best: T | null = null;
  for (const item of items) if (best === null || by(item) > by(best)) best = item;
  return best;
}
