import { expect, it } from 'vitest';
import { type Reading, readByHotlap, readByUndici } from '../support/responseReaders.ts';

/** Made from a seed, so that a failure can be had again: mulberry32. */
function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];
  return { below, pick, chance: (share: number) => next() < share };
}
type Random = ReturnType<typeof randomFrom>;

const STATUS_LINES = [
  ...Array<string>(6).fill('HTTP/1.1 200 OK'),
  'HTTP/1.1 404',
  'HTTP/1.1 500 ',
  'HTTP/1.0 200 OK',
  'HTTP/1.1 204 No Content',
  'HTTP/1.1 304 Not Modified',
] as unknown as readonly [string, ...string[]];

function chunkedBody(random: Random): string {
  let text = '';
  for (let i = random.below(4); i > 0; i--) {
    const size = 1 + random.below(40);
    const extension = random.pick(['', '', '', ';a', ';a=b', ';a="b c"']);
    text += `${random.pick(['', '0'])}${size.toString(16)}${extension}\r\n${'x'.repeat(size)}\r\n`;
  }
  return `${text}0\r\n${random.pick(['', '', 'X-Sum: 1\r\n'])}\r\n`;
}

/** A response that is right, of every framing. */
function valid(random: Random): string {
  const fields = [
    'Content-Type: application/json',
    'X-One: a',
    'x-two:  b c ',
    'X-Empty:',
    'Date: now',
  ].filter(() => random.chance(0.5));
  const framing = random.below(4);
  const size = random.below(60);
  if (framing < 2) fields.push(`Content-Length: ${size}`);
  else if (framing === 2)
    fields.push(random.pick(['Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked']));
  if (random.chance(0.2))
    fields.push(random.pick(['Connection: close', 'Connection: keep-alive', 'Keep-Alive: timeout=5']));
  const early = random.chance(0.05) ? 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n' : '';
  const head = [random.pick(STATUS_LINES), ...fields].join('\r\n');
  const body = framing === 2 ? chunkedBody(random) : 'y'.repeat(size);
  return `${early}${head}\r\n\r\n${body}`;
}

/** Changes, adds, drops or doubles a few bytes, or cuts the end off. */
function broken(random: Random, text: string): string {
  let result = text;
  for (let i = 1 + random.below(3); i > 0; i--) {
    const at = random.below(result.length);
    const odd = random.pick(['\r', '\n', ' ', ':', ';', ',', '\0', '\t', 'g', '0', '5', '"', '\x7f', '\xe4']);
    const kind = random.below(5);
    if (kind === 0) result = result.slice(0, at) + odd + result.slice(at + 1);
    else if (kind === 1) result = result.slice(0, at) + odd + result.slice(at);
    else if (kind === 2) result = result.slice(0, at) + result.slice(at + 1);
    else if (kind === 3) result = result.slice(0, at) + result.slice(at, at + 12) + result.slice(at);
    else result = result.slice(0, at);
  }
  return result;
}

function cut(random: Random, text: string): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const pieces: Buffer[] = [];
  const longest = random.pick([1, 7, 40, 1000]);
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.below(longest);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** Where the two may differ, and why we are right to; null for a difference that nobody has explained. */
function explained(text: string, ours: Reading, theirs: Reading): string | null {
  const places: readonly (readonly [RegExp, string])[] = [
    [/HTTP\/[02]/, 'RFC 9112 section 2.3: no such version is framed as HTTP/1.x is'],
    [
      /HTTP\/1\.[01] 1\d\d/,
      'RFC 9110 section 15.2: 1xx may come unasked, 100 and in HTTP/1.0 too; undici refuses',
    ],
    [/HTTP\/1\.[01] 0\d\d/, 'RFC 9110 section 15: a status below 100 is none'],
    [/HTTP\/1\.[01] [^\r\n]*\r\r/, 'RFC 9112 section 2.2: CR CR ends no line'],
    [/content-length:\s*\d+[ \t]+\r/i, 'RFC 9110 section 5.5: blanks behind a value are no part of it'],
    [/transfer-encoding:[^\r]*\t\r/i, 'RFC 9110 section 5.5, a tab'],
    [/;+\r\n/, 'an empty chunk extension: nothing hangs on it'],
    [
      /\r\n0[^\r]*\r\n[\s\S]*(content-length|transfer-encoding)/i,
      'RFC 9110 section 6.5.1: trailers frame nothing',
    ],
    [/^[0-9a-f]{14,}/im, 'a size that no number holds exactly is not guessed at'],
  ];
  if (ours.outcome === 'cut short' && theirs.outcome === 'malformed') {
    if (ours.status > 0) return 'a body cut short on a connection to be closed: undici calls it invalid';
    if (/content-length:[^\r\n]*\r?$/i.test(text)) return 'a length is looked at when its line is whole';
  }
  return places.find(([place]) => place.test(text))?.[1] ?? null;
}

/** Without the blanks around commas and at the end, which say nothing. */
function plain(value: string): string {
  return value.replace(/[ \t]*(,|$)[ \t]*/g, '$1');
}

function differ(ours: Reading, theirs: Reading): boolean {
  if (theirs.outcome === 'broken') return ours.outcome === 'complete';
  if (ours.outcome !== theirs.outcome) return true;
  if (ours.outcome !== 'complete') return false;
  const fields = Object.entries(ours.headers).some(
    ([name, value]) => plain(theirs.headers[name] ?? '') !== plain(value),
  );
  return ours.status !== theirs.status || ours.body !== theirs.body || fields;
}

const RESPONSES = 100_000;

it(`reads ${RESPONSES} responses, right and broken, as undici does`, { timeout: 240_000 }, async () => {
  const random = randomFrom(20_261_121);
  const seen = { complete: 0, malformed: 0, 'cut short': 0, broken: 0, explained: 0 };
  for (let i = 0; i < RESPONSES; i++) {
    const right = valid(random);
    const text = random.chance(0.6) ? broken(random, right) : right;
    const method = random.chance(0.1) ? 'HEAD' : 'GET';
    const pieces = cut(random, text);
    const ours = readByHotlap(pieces, method);
    const theirs = await readByUndici(pieces, method);
    seen[ours.outcome]++;
    if (!differ(ours, theirs)) continue;
    seen.explained++;
    const why = explained(text, ours, theirs);
    expect(
      why,
      `${method} ${JSON.stringify(text)}\nours ${JSON.stringify(ours)}\nundici ${JSON.stringify(theirs)}`,
    ).not.toBeNull();
  }
  expect(seen.complete).toBeGreaterThan(RESPONSES * 0.3);
  expect(seen.malformed).toBeGreaterThan(RESPONSES * 0.1);
  expect(seen['cut short']).toBeGreaterThan(RESPONSES * 0.05);
  expect(seen.explained).toBeLessThan(RESPONSES * 0.02);
});
