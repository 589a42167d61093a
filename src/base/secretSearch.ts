import { readingsOf } from './escapes.ts';
import { LEAST_BASE64, LEAST_SECRET, type SecretForms } from './secretForms.ts';

/** From a character to another, without it. */
type Range = readonly [from: number, to: number];

/**
 * Puts `instead` where one of the secrets stands in a text, in whichever of its forms and however often the text
 * was escaped; the whole of an encoded text in which one stands; and its beginning where the text was cut off.
 */
export function coverSecrets(text: string, known: readonly SecretForms[], instead: string): string {
  const found = readingsOf(text).flatMap(({ text: read, starts }) => {
    const at = (index: number) => starts[index] ?? index;
    const ranges = known.flatMap(({ plain, base64 }) => rangesIn(read, plain, base64));
    return ranges.map(([from, to]): Range => [at(from), at(to)]);
  });
  return found.length === 0 ? text : covered(text, found, instead);
}

function covered(text: string, found: Range[], instead: string): string {
  let clean = '';
  let end = 0;
  for (const [from, to] of found.sort((a, b) => a[0] - b[0])) {
    if (from >= end) clean += text.slice(end, from) + instead;
    end = Math.max(end, to);
  }
  return clean + text.slice(end);
}

function rangesIn(text: string, plain: readonly string[], base64: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const form of base64) {
    findAll(text, form, (at) => encodedAround(text, at, at + form.length), ranges);
    findCutOff(text, form, LEAST_BASE64, (from, to) => encodedAround(text, from, to), ranges);
  }
  for (const form of plain) {
    findAll(text, form, (at) => [at, at + form.length], ranges);
    findCutOff(text, form, LEAST_SECRET, (from, to) => [from, to], ranges);
  }
  return ranges;
}

function findAll(text: string, form: string, range: (at: number) => Range, into: Range[]): void {
  for (let at = text.indexOf(form); at >= 0; ) {
    const found = range(at);
    into.push(found);
    at = text.indexOf(form, found[1]);
  }
}

const BASE64_CHARACTER = /[\w+/-]/;

function encodedAround(text: string, from: number, to: number): Range {
  let start = from;
  let end = to;
  while (start > 0 && BASE64_CHARACTER.test(text.charAt(start - 1))) start--;
  while (end < text.length && BASE64_CHARACTER.test(text.charAt(end))) end++;
  while (text.charAt(end) === '=') end++;
  return [start, end];
}

/** Finds the beginning of a form at the end of the text, and before the marks of where it was shortened. */
function findCutOff(
  text: string,
  form: string,
  least: number,
  range: (from: number, to: number) => Range,
  into: Range[],
): void {
  if (!text.includes(form.slice(0, least))) return;
  let from = 0;
  for (const { index: at } of text.matchAll(/\.\.\.|…|$/g)) {
    const before = text.slice(Math.max(from, at - form.length), at);
    let length = Math.min(form.length - 1, before.length);
    while (length >= least && !before.endsWith(form.slice(0, length))) length--;
    if (length >= least) into.push(range(at - length, at));
    from = at;
  }
}
