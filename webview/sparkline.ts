import { type SVGTemplateResult, svg } from 'lit';

const WIDTH = 60;
const HEIGHT = 16;
const POINTS = 40;

/** How neighbours become one: percentiles by their maximum, counts by their mean. */
export type Joined = 'max' | 'mean';

/** The path of a line through `values`, from 0 at the bottom to their maximum at the top; '' where all are 0 or fewer than two are known. */
function sparkPath(values: readonly (number | null)[], by: Joined): string {
  const joined = joinNeighbours(values, by);
  const max = Math.max(0, ...joined.filter((value) => value !== null));
  if (max === 0) return '';
  let path = '';
  let known = 0;
  joined.forEach((value, index) => {
    if (value === null) return;
    const x = (index / Math.max(1, joined.length - 1)) * WIDTH;
    const y = HEIGHT - 0.75 - (value / max) * (HEIGHT - 1.5);
    path += `${known === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`;
    known += 1;
  });
  return known < 2 ? '' : path;
}

/** At most {@link POINTS} values, each of its neighbours that are known. */
function joinNeighbours(values: readonly (number | null)[], by: Joined): (number | null)[] {
  const size = Math.ceil(values.length / POINTS);
  if (size <= 1) return [...values];
  const joined: (number | null)[] = [];
  for (let from = 0; from < values.length; from += size) {
    const known = values.slice(from, from + size).filter((value) => value !== null);
    const sum = known.reduce((all, value) => all + value, 0);
    joined.push(known.length === 0 ? null : by === 'mean' ? sum / known.length : Math.max(...known));
  }
  return joined;
}

/** A small picture of how a figure went; the charts below tell it in full. */
export function sparkline(values: readonly (number | null)[], colour: string, by: Joined): SVGTemplateResult {
  return svg`<svg class="spark ${colour}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none"
    aria-hidden="true"><path d=${sparkPath(values, by)}></path></svg>`;
}
