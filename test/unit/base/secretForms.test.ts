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
