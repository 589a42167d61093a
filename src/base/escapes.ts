/** A text with some of its escapes undone, and where each of its characters stood. */
export interface Reading {
  readonly text: string;
  /** By character the index in the original at which it, or its escape, begins; one more for the end. */
  readonly starts: readonly number[];
}

/** As JSON has it, and JavaScript; the last code may have been cut off with the text. */
const BACKSLASH = /\\(?:u([\da-f]{4})|x([\da-f]{2})|[ux][\da-f]{0,3}(?=\.\.\.|…|$)|([\s\S])|$)/gi;
/** As HTML has it. */
const ENTITY =
  /&(?:(amp|lt|gt|quot|apos)|#(\d{1,6})|#x([\da-f]{1,5}));|&(?:[a-z]{0,4}|#x?[\da-f]{0,6})(?=\.\.\.|…|$)/gi;

const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** So many readings are tried: enough for JSON in JSON in JSON in HTML. */
const MOST_READINGS = 24;

/** What a text may have been before it was escaped, once or several times, for JSON or HTML; itself the first. */
export function readingsOf(text: string): Reading[] {
  if (!/[\\&]/.test(text)) return [{ text, starts: [] }];
  const readings: Reading[] = [{ text, starts: Array.from({ length: text.length + 1 }, (_, at) => at) }];
  const known = new Set([text]);
  for (const one of readings) {
    for (const next of [undone(one, BACKSLASH, unescaped), undone(one, ENTITY, unnamed)]) {
      if (known.has(next.text) || readings.length >= MOST_READINGS) continue;
      known.add(next.text);
      readings.push(next);
    }
  }
  return readings;
}

function undone(
  { text, starts }: Reading,
  pattern: RegExp,
  decoded: (match: RegExpMatchArray) => string,
): Reading {
  const at: number[] = [];
  let clean = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const { index } = match;
    const one = decoded(match);
    clean += text.slice(end, index) + one;
    for (let from = end; from < index; from++) at.push(starts[from] ?? 0);
    for (let unit = 0; unit < one.length; unit++) at.push(starts[index] ?? 0);
    end = index + match[0].length;
  }
  for (let from = end; from <= text.length; from++) at.push(starts[from] ?? 0);
  return { text: clean + text.slice(end), starts: at };
}

/** Half of a pair by itself is a character too: the other half has a code of its own. */
function unescaped([, unicode, byte, letter]: RegExpMatchArray): string {
  const code = unicode ?? byte;
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return letter === undefined ? '' : (LETTERS[letter] ?? letter);
}

function unnamed([, name, decimal, hex]: RegExpMatchArray): string {
  if (name !== undefined) return NAMES[name.toLowerCase()] ?? '';
  if (decimal === undefined && hex === undefined) return '';
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return String.fromCodePoint(code);
}
