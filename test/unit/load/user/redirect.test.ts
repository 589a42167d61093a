import { describe, expect, it } from 'vitest';
import { followRedirect, isRedirect } from '../../../../src/load/user/redirect.ts';

const sent = {
  method: 'POST',
  origin: 'http://localhost:3000',
  path: '/shop/orders?page=2',
  headers: [
    'Authorization',
    'Bearer abc',
    'Content-Type',
    'application/json',
    'Host',
    'shop.test',
    'X-A',
    'b',
  ],
  body: Buffer.from('{}'),
};

describe('a redirect', () => {
  it('is one of five statuses', () => {
    const statuses = Array.from({ length: 500 }, (_, index) => 100 + index);
    expect(statuses.filter(isRedirect)).toEqual([301, 302, 303, 307, 308]);
  });

  // RFC 9110 section 15.4, and what Go's client (so k6) makes of 301 and 302.
  it.each([
    [301, 'POST', 'GET', false],
    [302, 'POST', 'GET', false],
    [302, 'PUT', 'GET', false],
    [302, 'HEAD', 'HEAD', false],
    [303, 'DELETE', 'GET', false],
    [303, 'HEAD', 'HEAD', false],
    [307, 'POST', 'POST', true],
    [308, 'PATCH', 'PATCH', true],
    [301, 'GET', 'GET', false],
  ])('%i after %s asks for %s', (status, method, expected, keepsBody) => {
    const next = followRedirect(status, '/there', { ...sent, method });
    expect(next).toMatchObject({ method: expected, body: keepsBody ? sent.body : null });
    const names = 'headers' in next ? next.headers.filter((_, index) => index % 2 === 0) : [];
    expect(names.includes('Content-Type')).toBe(keepsBody);
    expect(names).toContain('Authorization');
  });

  // RFC 3986 section 5.4's kinds of references.
  it.each([
    ['/login', 'http://localhost:3000', '/login'],
    ['items#top', 'http://localhost:3000', '/shop/items'],
    ['?page=3', 'http://localhost:3000', '/shop/orders?page=3'],
    ['../a b', 'http://localhost:3000', '/a%20b'],
    ['//127.0.0.1:81/x', 'http://127.0.0.1:81', '/x'],
    ['https://LOCALHOST:443/', 'https://localhost', '/'],
    ['', 'http://localhost:3000', '/shop/orders?page=2'],
  ])('to "%s" leads to %s%s', (location, origin, path) => {
    expect(followRedirect(302, location, sent)).toMatchObject({ origin, path });
  });

  it('takes no secret to another origin, nor the name of the old host', () => {
    const secrets = ['Cookie', 'sid=1', 'X-Api-Key', 'k', 'Proxy-Authorization', 'p'];
    const from = { ...sent, headers: [...sent.headers, ...secrets] };
    expect(followRedirect(307, 'http://localhost:3001/', from)).toMatchObject({
      headers: ['Content-Type', 'application/json', 'X-A', 'b'],
      body: sent.body,
    });
    expect(followRedirect(307, '/', from)).toMatchObject({ headers: from.headers });
  });

  it.each([
    ['http://[', 'redirected to `http://[`, which is no URL'],
    ['myapp://callback?code=1', 'redirected to myapp://callback, which is neither http nor https'],
    ['javascript:alert(1)', 'redirected to javascript://, which is neither http nor https'],
  ])('to %s is told', (location, reason) => {
    const next = followRedirect(302, location, sent);
    expect(next).toMatchObject({ code: 1020, reason: expect.stringContaining(reason) });
  });
});
