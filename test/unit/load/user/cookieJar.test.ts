import { describe, expect, it } from 'vitest';
import { CookieJar, type CookieUrl } from '../../../../src/load/user/cookieJar.ts';

const NOW = Date.UTC(2026, 0, 1);

function url(text: string): CookieUrl {
  const { hostname, protocol, pathname, search } = new URL(text);
  return { hostname, secure: protocol === 'https:', path: pathname + search };
}

/** What goes to each place once `field` was set from `from`, `laterMs` afterwards. */
function sent(field: string, from: string, to: string, laterMs = 0): string {
  const jar = new CookieJar();
  jar.set(field, url(from), NOW);
  return jar.header(url(to), NOW + laterMs);
}

describe('a cookie jar, by RFC 6265', () => {
  const from = 'http://www.example.com/shop/cart?x=/y';

  it.each([
    ['a=1', 'the host', 'http://www.example.com/shop', 'a=1'],
    ['a=1', 'the host, whatever the port', 'http://www.example.com:81/shop/', 'a=1'],
    ['a=1', 'no host below it', 'http://x.www.example.com/shop', ''],
    ['a=1; Domain=example.com', 'the domain', 'http://example.com/shop', 'a=1'],
    ['a=1; domain=.EXAMPLE.com', 'a host below the domain', 'http://api.example.com/shop', 'a=1'],
    ['a=1; Domain=example.com', 'no host that merely ends so', 'http://badexample.com/shop', ''],
    ['a=1; Domain=other.com', 'nowhere: the domain is not its own', 'http://other.com/shop', ''],
    ['a=1; Domain=api.www.example.com', 'nowhere: the domain is below it', 'http://api.www.example.com/', ''],
    ['a=1; Domain=com', 'nowhere: the domain is all of com', 'http://www.example.com/shop', ''],
    ['a=1', 'the folder it came from', 'http://www.example.com/shop/list', 'a=1'],
    ['a=1', 'no path that merely begins so', 'http://www.example.com/shops', ''],
    ['a=1; Path=/', 'all paths', 'http://www.example.com/', 'a=1'],
    ['a=1; Path=/shop/', 'the path with its slash', 'http://www.example.com/shop/cart', 'a=1'],
    ['a=1; Path=/shop/', 'not the path without it', 'http://www.example.com/shop', ''],
    ['a=1; Path=shop', 'the folder, as that is no path', 'http://www.example.com/shop', 'a=1'],
    ['a=1; Path=/; Secure', 'https', 'https://www.example.com/', 'a=1'],
    ['a=1; Path=/; Secure', 'not http', 'http://www.example.com/', ''],
    [' a = b=c ; Path=/', 'without the blanks around it', 'http://www.example.com/', 'a=b=c'],
    ['a="1 2"; Path=/', 'with its quotes', 'http://www.example.com/', 'a="1 2"'],
    ['a', 'nowhere: it has no name', 'http://www.example.com/shop', ''],
  ])('%s goes to %s', (field, _where, to, expected) => {
    expect(sent(field, from, to)).toBe(expected);
  });

  it('is for one address where it came from an address', () => {
    expect(sent('a=1; Domain=127.0.0.1; Path=/', 'http://127.0.0.1:3000/', 'http://127.0.0.1/')).toBe('a=1');
    expect(sent('a=1; Domain=0.0.1', 'http://127.0.0.1:3000/', 'http://127.0.0.1/')).toBe('');
  });

  it.each([
    ['Max-Age=10', 9_999, true],
    ['Max-Age=10', 10_000, false],
    ['Max-Age=0', 0, false],
    ['Max-Age=-5', 0, false],
    ['Max-Age=soon', 1e12, true],
    ['Expires=Thu, 01 Jan 2026 00:00:10 GMT', 9_999, true],
    ['Expires=Thu, 01 Jan 2026 00:00:10 GMT', 10_000, false],
    ['Expires=Thursday, 01-Jan-26 00:00:10 GMT', 10_000, false],
    ['Expires=Thu Jan  1 00:00:10 2026', 10_000, false],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', 0, false],
    ['Expires=Thu, 32 Jan 2026 00:00:10 GMT', 1e12, true],
    ['Expires=tomorrow', 1e12, true],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=10', 9_999, true],
  ])('with %s lives %i ms later: %s', (age, laterMs, lives) => {
    expect(sent(`a=1; ${age}`, 'http://a.test/', 'http://a.test/', laterMs)).toBe(lives ? 'a=1' : '');
  });

  it('replaces one of the same name, domain and path where it stands, and takes out one that is over', () => {
    const jar = new CookieJar();
    const at = url('http://a.test/');
    for (const field of ['a=1', 'b=2', 'a=3', 'c=4', 'b=; Max-Age=0']) jar.set(field, at, NOW);
    expect(jar.header(at, NOW)).toBe('a=3; c=4');
    expect(jar.values()).toEqual(['3', '4']);
    jar.clear();
    expect([jar.size, jar.header(at, NOW)]).toEqual([0, '']);
  });

  it('sends those of longer paths first', () => {
    const jar = new CookieJar();
    for (const field of ['a=1; Path=/', 'a=2; Path=/x/y', 'b=3; Path=/x'])
      jar.set(field, url('http://a.test/'), NOW);
    expect(jar.header(url('http://a.test/x/y'), NOW)).toBe('a=2; b=3; a=1');
  });

  it('holds no more than a browser does', () => {
    const jar = new CookieJar();
    const at = url('http://a.test/');
    jar.set(`big=${'x'.repeat(4096)}`, at, NOW);
    for (let i = 0; i < 1000; i++) jar.set(`c${i}=1`, at, NOW);
    expect(jar.size).toBe(180);
    expect(jar.header(at, NOW).startsWith('c820=1; c821=1')).toBe(true);
  });
});
