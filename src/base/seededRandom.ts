/**
 * Random numbers, at least 0 and below 1, that are the same for the same seed and stream, and different from
 * one stream to the next. xoshiro128** by David Blackman and Sebastiano Vigna (prng.di.unimi.it, public
 * domain), its state filled by SplitMix32.
 */
export function seededRandom(seed: number, stream: number): () => number {
  const next = splitMix32((seed ^ Math.floor(seed / 2 ** 32)) + Math.imul(stream, 0x9e3779b9));
  let a = next();
  let b = next();
  let c = next();
  let d = next() | 1;
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result / 2 ** 32;
  };
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads one number over as many words as are asked for. */
function splitMix32(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  };
}
