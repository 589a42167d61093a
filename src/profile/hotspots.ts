import type { Hotspot, HotspotList } from './hotspot.ts';
import type { ProfileFrame, ProfileModel } from './model.ts';

const MOST_HOTSPOTS = 30;
/** So many of them by self time; the rest are the user's own functions that call what is hot. */
const MOST_BY_SELF = 20;
const MOST_LINES = 10;

/** Where a frame is in the original source. */
export interface FramePlace {
  readonly function: string;
  /** Absolute path, `node:…`, or '' where there is no file. */
  readonly file: string;
  /** From 1; 0 where there is no file. */
  readonly line: number;
  readonly column: number;
  readonly own: boolean;
  /** The original line (from 1) of a generated one (from 1) within the same file; null where it cannot be told. */
  originalLine(generatedLine: number): number | null;
}

interface Tally {
  readonly place: FramePlace;
  selfUs: number;
  totalUs: number;
  readonly lineUs: Map<number, number>;
}

/**
 * Adds up profile windows by function. It grows with the functions that are seen, not with time.
 */
export class HotspotTally {
  readonly #functions = new Map<string, Tally>();
  #busyUs = 0;
  #idleUs = 0;

  /** Adds a window, whose frames are to be found at their `place`. */
  add(model: ProfileModel, place: (frame: ProfileFrame) => FramePlace): void {
    this.#busyUs += model.busyUs;
    this.#idleUs += model.idleUs;
    const tallies = model.nodes.map(({ frame }) => this.#tally(place(frame)));
    for (const [index, node] of model.nodes.entries()) {
      if (node.selfUs <= 0) continue;
      const tally = tallies[index];
      if (tally) addSelf(tally, node);
      // Each function on the stack counts once, however often it recurs.
      const counted = new Set<Tally>();
      for (let at = index; at >= 0; at = model.nodes[at]?.parent ?? -1) {
        const above = tallies[at];
        if (!above || counted.has(above)) continue;
        counted.add(above);
        above.totalUs += node.selfUs;
      }
    }
  }

  /** The hottest functions so far, by self share; the times are passed through. */
  list(startMs: number, endMs: number): HotspotList {
    const busyUs = this.#busyUs;
    return {
      startMs,
      endMs,
      busyMs: busyUs / 1000,
      idleMs: this.#idleUs / 1000,
      hotspots: hottest([...this.#functions.values()]).map((one) => toHotspot(one, busyUs)),
    };
  }

  #tally(place: FramePlace): Tally {
    const key = `${place.function}\n${place.file}\n${place.line}:${place.column}`;
    const known = this.#functions.get(key);
    if (known) return known;
    const tally: Tally = { place, selfUs: 0, totalUs: 0, lineUs: new Map() };
    this.#functions.set(key, tally);
    return tally;
  }
}

function hottest(all: readonly Tally[]): Tally[] {
  const bySelf = all
    .filter((one) => one.totalUs > 0)
    .sort((a, b) => b.selfUs - a.selfUs || b.totalUs - a.totalUs);
  const callers = bySelf
    .slice(MOST_BY_SELF)
    .sort((a, b) => Number(b.place.own) - Number(a.place.own) || b.totalUs - a.totalUs)
    .slice(0, MOST_HOTSPOTS - MOST_BY_SELF);
  const chosen = new Set([...bySelf.slice(0, MOST_BY_SELF), ...callers]);
  return bySelf.filter((one) => chosen.has(one));
}

/** Self time is shared out over the lines by their samples. */
function addSelf(tally: Tally, node: ProfileModel['nodes'][number]): void {
  tally.selfUs += node.selfUs;
  const ticks = node.lineTicks.reduce((sum, one) => sum + one.ticks, 0);
  for (const one of node.lineTicks) {
    const line = tally.place.originalLine(one.line);
    if (line === null) continue;
    tally.lineUs.set(line, (tally.lineUs.get(line) ?? 0) + (node.selfUs * one.ticks) / ticks);
  }
}

function toHotspot(tally: Tally, busyUs: number): Hotspot {
  const { function: name, file, line, column, own } = tally.place;
  const lines = [...tally.lineUs]
    .map(([at, us]) => ({ line: at, self: share(us, busyUs) }))
    .sort((a, b) => b.self - a.self || a.line - b.line)
    .slice(0, MOST_LINES);
  const self = share(tally.selfUs, busyUs);
  return { function: name, file, line, column, self, total: share(tally.totalUs, busyUs), own, lines };
}

/** Six digits are more than sampling can tell, and keep messages small. */
function share(us: number, busyUs: number): number {
  return busyUs > 0 ? Math.min(1, Math.round((us / busyUs) * 1e6) / 1e6) : 0;
}
