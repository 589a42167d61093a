import { describe, expect, it } from 'vitest';
import { build, fileWith, planOf, requestOf } from '../parts.ts';

describe('redirects', () => {
  it.each([
    ['as many as is usual', '', 'GET: /', undefined],
    ['as many as the file says', 'redirects: 3\n', 'GET: /', 3],
    ['none', 'redirects: 0\n', 'GET: /', 0],
    ['as many as the step says', 'redirects: 3\n', '{ GET: /, redirects: 0 }', 0],
    ['as many as the map says', 'redirects: { max: 4 }\n', 'GET: /', 4],
  ])('%s', (_text, top, step, redirects) => {
    expect(requestOf(step, top).redirects).toBe(redirects);
  });

  it('may lead to origins that are named, which are asked for with the others', () => {
    const top = 'redirects: { to: ["https://${ID:-id.example.com}/login", http://localhost:3000] }\n';
    expect(planOf(fileWith('  - GET: /\n', top)).origins).toEqual([
      'http://localhost:3000',
      'https://id.example.com',
    ]);
  });

  it.each([
    ['redirects: -1\n', '3:12 redirects: it must be at least 0'],
    ['redirects: many\n', '3:12 redirects: "many" is not a number of redirects such as 10'],
    [
      'redirects: { to: [id.example.com] }\n',
      '3:19 redirects.to[0]: "id.example.com" is no URL: it has no scheme',
    ],
    ['redirects: { to: [] }\n', '3:14 redirects.to: the list is empty'],
  ])('%s is told', (top, expected) => {
    const { told, plan } = build(fileWith('  - GET: /\n', top));
    expect(plan).toBeNull();
    expect(told.join('\n')).toContain(expected);
  });
});

describe('http2', () => {
  it('knows where the file asks for it', () => {
    const text = 'target: https://api.example.com\nduration: 10s\nhttp2: true\nflow:\n  - GET: /\n';
    expect(planOf(text).http2).toEqual({ place: { line: 3, column: 8 } });
    expect(planOf(text.replace('true', 'false')).http2).toBeUndefined();
  });

  it('warns where no origin can be spoken to in it', () => {
    const { told, plan } = build(fileWith('  - GET: /\n', 'http2: true\n'));
    expect(told).toEqual([
      '3:8 warning: http2: http2 changes nothing: no origin of this file is https, and HTTP/2 is spoken over TLS alone',
    ]);
    expect(plan).not.toBeNull();
  });
});

describe('cookies', () => {
  it.each([
    ['', undefined],
    ['cookies: iteration\n', undefined],
    ['cookies: true\n', undefined],
    ['cookies: vu\n', 'vu'],
    ['cookies: false\n', 'off'],
  ])('%s', (top, kept) => {
    expect(planOf(fileWith('  - GET: /\n', top)).cookies).toBe(kept);
  });

  it.each([
    ['cookies: never\n', '3:10 cookies: "never" is not iteration, vu, true or false'],
    ['noCookiesReset: true\n', '3:1 noCookiesReset: unknown key "noCookiesReset"'],
  ])('%s is told', (top, expected) => {
    expect(build(fileWith('  - GET: /\n', top)).told.join('\n')).toContain(expected);
  });
});

describe('connections', () => {
  it.each([
    ['', undefined],
    ['connections: per-vu\n', undefined],
    ['connections: shared\n', { shared: 10 }],
    ['connections: { shared: 25 }\n', { shared: 25 }],
    ['connections: none\n', 'none'],
  ])('%s', (top, planned) => {
    expect(planOf(fileWith('  - GET: /\n', top)).connections).toEqual(planned);
  });

  it.each([
    ['connections: pooled\n', '3:14 connections: "pooled" is not per-vu, shared'],
    ['connections: { shared: 0 }\n', '3:24 connections.shared: it must be at least 1'],
  ])('%s is told', (top, expected) => {
    expect(build(fileWith('  - GET: /\n', top)).told.join('\n')).toContain(expected);
  });
});

describe('timeout', () => {
  it.each([
    ['', 'GET: /', { timeoutMs: 60_000, limits: undefined }],
    ['timeout: 5s\n', 'GET: /', { timeoutMs: 5000, limits: undefined }],
    [
      'timeout: { connect: 1s }\n',
      'GET: /',
      { timeoutMs: 60_000, limits: { connectMs: 1000, firstByteMs: 60_000 } },
    ],
    [
      'timeout: { connect: 1s, firstByte: 2s, total: 10s }\n',
      'GET: /',
      { timeoutMs: 10_000, limits: { connectMs: 1000, firstByteMs: 2000 } },
    ],
    [
      'timeout: { connect: 1s, firstByte: 2s, total: 10s }\n',
      '{ GET: /, timeout: { firstByte: 3s } }',
      { timeoutMs: 10_000, limits: { connectMs: 1000, firstByteMs: 3000 } },
    ],
    [
      'timeout: { connect: 1s, firstByte: 2s, total: 10s }\n',
      '{ GET: /, timeout: 20s }',
      { timeoutMs: 20_000, limits: { connectMs: 1000, firstByteMs: 2000 } },
    ],
  ])('%s%s', (top, step, expected) => {
    const { timeoutMs, limits } = requestOf(step, top);
    expect({ timeoutMs, limits }).toEqual(expected);
  });

  it.each([
    ['timeout: { connect: 0 }\n', '3:21 timeout.connect: a timeout must be more than 0'],
    ['timeout: { tls: 1s }\n', '3:12 timeout.tls: unknown key "tls"'],
    ['timeout: soon\n', '3:10 timeout: "soon" is no duration'],
    ['timeout: [1s]\n', '3:1 timeout: a list is not a duration such as 5s'],
    [
      'timeout: { firstByte: 20s, total: 10s }\n',
      '3:23 warning: timeout.firstByte: firstByte is longer than total, and never runs out',
    ],
  ])('%s is told', (top, expected) => {
    expect(build(fileWith('  - GET: /\n', top)).told.join('\n')).toContain(expected);
  });
});

it.each([
  ['', undefined],
  ['traceparent: false\n', undefined],
  ['traceparent: true\n', true],
])('%s', (top, expected) => {
  expect(planOf(fileWith('  - GET: /\n', top)).traceparent).toBe(expected);
});

describe('socketPath', () => {
  it.each([
    ['/run/api.sock', '/run/api.sock'],
    ['run/api.sock', '/home/ann/run/api.sock'],
    ['unix:/run/api.sock', '/run/api.sock'],
    ['unix:///run/api.sock', '/run/api.sock'],
    ['"${DIR:-/tmp}/api.sock"', '/tmp/api.sock'],
    ["'\\\\.\\pipe\\api'", '\\\\.\\pipe\\api'],
  ])('%s', (written, path) => {
    expect(planOf(fileWith('  - GET: /\n', `socketPath: ${written}\n`)).socketPath).toBe(path);
  });

  it('that is longer than the system takes is told', () => {
    const { plan, told } = build(fileWith('  - GET: /\n', `socketPath: /${'x'.repeat(107)}\n`));
    expect(plan).toBeNull();
    expect(told.join('\n')).toContain('3:13 socketPath: the path of a socket may have 107 bytes');
  });
});

describe('compression', () => {
  const accepted = (top: string, step = 'GET: /') =>
    requestOf(step, top).headers.filter(([name]) => name.toLowerCase() === 'accept-encoding');

  it.each([
    ['', []],
    ['compression: false\n', []],
    ['compression: true\n', [['Accept-Encoding', 'gzip, deflate, br']]],
    ['compression: [br, gzip]\n', [['Accept-Encoding', 'br, gzip']]],
    ['compression: true\nheaders: { accept-encoding: identity }\n', [['accept-encoding', 'identity']]],
  ])('%s', (top, expected) => {
    expect(accepted(top)).toEqual(expected);
  });

  it('gives way to what a step says', () => {
    const top = 'compression: true\n';
    expect(accepted(top, '{ GET: /, headers: { Accept-Encoding: gzip } }')).toEqual([
      ['Accept-Encoding', 'gzip'],
    ]);
    expect(accepted(top, '{ GET: /, headers: { Accept-Encoding: null } }')).toEqual([]);
  });

  it.each([
    ['compression: [lzma]\n', '"lzma" is not what can stand here'],
    ['compression: gzip\n', '"gzip" is not true, false, or a list such as [gzip, br]'],
  ])('%s is told', (top, expected) => {
    expect(build(fileWith('  - GET: /\n', top)).told.join('\n')).toContain(expected);
  });
});
