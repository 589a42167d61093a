import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSecrets, redactText, redactUrl } from '../../../src/base/redact.ts';

const SECRET = `s3cr€t/"wörd" &+~'(1)`;

describe('a known secret', () => {
  it.each([
    ['as it is', SECRET],
    ['in a query', encodeURIComponent(SECRET)],
    ['in a query, in lower case', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
    ['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['in a path', encodeURI(SECRET)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in HTML', SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in Base64', Buffer.from(SECRET).toString('base64')],
    ['in Base64 for URLs', Buffer.from(SECRET).toString('base64url')],
  ])('is hidden %s', (_how, form) => {
    expect(hideSecrets(`<${form}>`, [SECRET])).toBe('<***>');
    expect(redactUrl(`http://a/x?q=${form}&b=1`, [SECRET])).not.toContain(form.slice(0, 6));
  });

  it.each(['', 'a', 'an', 'ann', 'anna', 'ann:', 'anna:', 'annie:'])(
    'is hidden in Base64 behind "%s"',
    (before) => {
      for (const after of ['', 'x', 'xy', 'xyz']) {
        const text = Buffer.from(before + SECRET + after).toString('base64');
        expect(hideSecrets(`Basic ${text}, sent`, [SECRET])).toBe('Basic ***, sent');
      }
    },
  );

  it.each(['', '...', '… of it'])('is hidden where the text was cut off in it, before "%s"', (mark) => {
    for (let length = 4; length < SECRET.length; length++) {
      expect(hideSecrets(`got ${SECRET.slice(0, length)}${mark}`, [SECRET])).toBe(`got ***${mark}`);
    }
  });

  it('is hidden wherever it is, again and again', () => {
    expect(hideSecrets('k-123 and k-123, k-12… k-123', ['k-123'])).toBe('*** and ***, ***… ***');
  });

  it('of fewer than four characters would hide what is none', () => {
    expect(redactText('a 123 b', ['123'])).toBe('a 123 b');
  });

  it('with half a surrogate pair is no error', () => {
    expect(hideSecrets('x\ud800abcd y', ['x\ud800abcd'])).toBe('*** y');
  });
});

/** Characters that one or another way of writing JSON, HTML or URLs escapes, among some that none does. */
const character = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...`"\\/<>&'+=%;#:{}[]()~ \`@!?`) },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\t', '\b', '\u0001', '\u007f', '\u2028') },
  { weight: 2, arbitrary: fc.constantFrom('é', 'ß', '東', '😀', '€') },
  { weight: 5, arbitrary: fc.constantFrom(...'abfnrtuxABF0159') },
);
/** With some that no escape could be part of at its ends, so that it is known where it has been. */
const secret = fc.string({ unit: character, minLength: 4, maxLength: 24 }).map((middle) => `Qw${middle}Zk`);

const code = (one: string, upper: boolean) => {
  const hex = one.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? hex.toUpperCase() : hex}`;
};
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
const codes = (text: string, which: RegExp, upper = false) => text.replace(which, (one) => code(one, upper));

/** How the writers of JSON do it, each as its language documents it. */
const WRITERS: Readonly<Record<string, (text: string) => string>> = {
  'JSON.stringify': inJson,
  'PHP, json_encode': (text) => codes(inJson(text).replaceAll('/', '\\/'), /[^\0-\x7f]/g),
  'Python, json.dumps': (text) => codes(inJson(text), /[^\0-\x7f]/g),
  'Go, encoding/json': (text) => codes(inJson(text), /[<>&\u2028\u2029]/g),
  '.NET, System.Text.Json': (text) =>
    codes(inJson(text).replaceAll('\\"', '\\u0022'), /[<>&'+`\x7f]|[^\0-\x7f]/g, true),
  'every character as its code': (text) => text.replace(/[\s\S]/g, (one) => code(one, true)),
  'JavaScript, in a string': (text) =>
    inJson(text).replace(/['<>&]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`),
};

function expectHidden(text: string, known: string): void {
  const shown = hideSecrets(text, [known]);
  expect(shown).toBe('<***>');
}

describe('a known secret in JSON', () => {
  it.each(Object.keys(WRITERS))('as written by %s, once, twice and three times', (name) => {
    const write = WRITERS[name] ?? inJson;
    fc.assert(
      fc.property(secret, (known) => {
        let text = known;
        for (let times = 0; times < 3; times++) {
          text = write(text);
          expectHidden(`<${text}>`, known);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('as written by one within another, in HTML, a URL or Base64 before, among other texts', () => {
    const writer = fc.constantFrom(...Object.values(WRITERS));
    const before = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
      encodeURIComponent,
      (text: string) => Buffer.from(`ann:${text}`).toString('base64'),
    );
    fc.assert(
      fc.property(secret, before, writer, writer, (known, encode, inner, outer) => {
        const text = outer(inner(`{"a":"${encode(known)}","n":1}`));
        const shown = hideSecrets(text, [known]);
        expect(shown).toContain('***');
        expect(text.startsWith(shown.slice(0, shown.indexOf('***')))).toBe(true);
        for (const part of [known, inJson(known), inner(known), encode(known)]) {
          expect(shown).not.toContain(part);
        }
        expect(shown).not.toMatch(/Qw|Zk/);
      }),
      { numRuns: 500 },
    );
  });

  it('wherever it was cut off', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...Object.values(WRITERS)),
        fc.nat(100),
        fc.constantFrom('', '...', '…'),
        (known, write, cut, mark) => {
          const [head, rest] = [write(known.slice(0, 6)), write(known.slice(6))];
          const text = head + rest.slice(0, Math.min(cut, rest.length - 1));
          expect(hideSecrets(`got ${text}${mark}`, [known])).not.toMatch(/Qw|\\u0051/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in HTML, with its characters by name or by number', () => {
    const known = `Qw<"é'&+/>Zk`;
    for (const text of [
      'Qw&lt;&quot;é&apos;&amp;+/&gt;Zk',
      'Qw&lt;&#34;é&#39;&amp;&#43;/&gt;Zk',
      'Qw&#x3C;&#x22;&#xE9;&#x27;&#x26;&#x2B;&#x2F;&#x3E;Zk',
    ]) {
      expectHidden(`<${text}>`, known);
      expectHidden(`<${inJson(inJson(text))}>`, known);
    }
  });

  it('leaves all else as it is, escapes too', () => {
    const text = String.raw`{"path":"\/a\/b","name":"\u00e9t\u00E9","s":"{\"a\":\"b\"}"} &amp; \\x`;
    expect(hideSecrets(text, ['Qw\\secretZk'])).toBe(text);
    expect(hideSecrets(`${text}Qw\\\\secretZk"`, ['Qw\\secretZk'])).toBe(`${text}***"`);
  });

  it('takes linear time on a text of backslashes and codes', () => {
    for (const part of ['\\', '\\u005c', '\\u00', '&#', '\\u0051\\']) {
      const text = part.repeat(20_000);
      expect(hideSecrets(text, ['Qw\\\\\\\\secretZk'])).toBe(text);
    }
  });
});
