import { distance } from 'fastest-levenshtein';

/** A file may have thousands of names; each that is wrong is not compared with all of them. */
const MOST_COMPARED = 500;

/** The known word that was most likely meant, whatever its case; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.min(3, Math.floor(word.length / 2.5)));
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of known.slice(0, MOST_COMPARED)) {
    const apart = distanceOf(word.toLowerCase(), candidate.toLowerCase());
    // Of a word with nothing in common there is none nearer than another.
    if (apart >= bestDistance || apart >= word.length) continue;
    best = candidate;
    bestDistance = apart;
  }
  return best;
}

/** Letters in another order count as one mistake, so that `GTE` finds `GET`. */
function distanceOf(a: string, b: string): number {
  const apart = distance(a, b);
  const letters = (text: string) => [...text].sort().join('');
  return apart === 2 && a.length === b.length && letters(a) === letters(b) ? 1 : apart;
}

/** `Did you mean "name"?`, or what there is to choose from. @param otherwise what to do where there is nothing */
export function suggestion(word: string, known: readonly string[], otherwise = 'Remove it.'): string {
  const meant = nearest(word, known);
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  if (known.length === 0) return otherwise;
  const shown = known.slice(0, 15);
  return `Known here: ${shown.join(', ')}${known.length > shown.length ? ', …' : ''}.`;
}
