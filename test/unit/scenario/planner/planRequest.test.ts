import { describe, expect, it } from 'vitest';
import { build, fileWith, requestOf } from '../parts.ts';

const UUID = { call: 'uuid', args: [] };

describe('method and name', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'TRACE'])('%s', (method) =>
    expect(requestOf(`${method}: /x`)).toMatchObject({ method, name: `${method} /x`, path: '/x' }),
  );

  it('without a name it is method and path, with expressions as written', () => {
    expect(requestOf('GET: "/items/${random.int(1, 9)}?a=${vu}"').name).toBe(
      'GET /items/${random.int(1, 9)}?a=${vu}',
    );
    expect(requestOf('GET: "/${TENANT:-shop}/x"').name).toBe('GET /shop/x');
    expect(requestOf('{ GET: /x, name: "${N}" }', '', { N: 'login' }).name).toBe('login');
  });

  it('has the tags and stopOnFail that are given', () => {
    expect(requestOf('{ GET: /, tags: { a: 1, b: "${B:-x}" }, stopOnFail: true }')).toMatchObject({
      tags: { a: '1', b: 'x' },
      stopOnFail: true,
    });
    expect(requestOf('GET: /')).toMatchObject({ tags: {}, stopOnFail: false, checks: [], body: null });
  });
});

describe('path', () => {
  it.each([
    ['"/a b"', '/a%20b'],
    ['"/caf\u00e9/\u{1f3c1}"', '/caf%C3%A9/%F0%9F%8F%81'],
    ['"/a%20b?x=1&y=a+b"', '/a%20b?x=1&y=a+b'],
    ['"/a#part"', '/a'],
    ['"/a\\nHost: x"', '/a%0AHost:%20x'],
    ['/$${x}', '/$%7Bx%7D'],
    ['http://localhost:3000', '/'],
    ['http://localhost:3000?a=1', '/?a=1'],
  ])('%s is sent as %s', (path, sent) => expect(requestOf(`GET: ${path}`).path).toBe(sent));

  it('keeps calls, and encodes what random.item may give', () => {
    expect(requestOf('GET: "/a/${uuid}/${random.item(\'x y\', z)}#p${vu}"').path).toEqual([
      '/a/',
      UUID,
      '/',
      { call: 'random.item', args: ['x%20y', 'z'] },
    ]);
  });

  it.each([
    ['x', '"x" is neither a path nor a URL'],
    ['ftp://a/x', '"ftp://a/x" is neither a path nor a URL'],
    ['"${vu}/x"', 'a path may not begin with an expression'],
    ['"http://a${vu}/x"', 'host and port may not hold an expression that changes from request to request'],
    ['"http://me:secret@a/x"', 'a URL may not hold a user name or password'],
    ['"http://a b/x"', '"http://a b" is no URL: its host or port is wrong'],
  ])('%s is told', (path, message) => {
    expect(build(fileWith(`  - GET: ${path}\n`)).told).toEqual([`4:10 flow[0].GET: ${message}`]);
  });
});

describe('query', () => {
  const top = 'query: { q: 1, r: [2, "a b"] }\n';

  it('of the file, then of the step, which goes before; a list repeats its name', () => {
    expect(requestOf('GET: /', top).path).toBe('/?q=1&r=2&r=a%20b');
    expect(requestOf('{ GET: "/?x=0", query: { q: "\u00e9&", s: true } }', top).path).toBe(
      '/?x=0&r=2&r=a%20b&q=%C3%A9%26&s=true',
    );
    expect(requestOf('{ GET: /, query: { r: "${uuid}" } }', top).path).toEqual(['/?q=1&r=', UUID]);
  });

  it('joins one that the path makes', () => {
    expect(requestOf('{ GET: "/${vu}?a=${iter}", query: { b: 1 } }').path).toEqual([
      '/',
      { call: 'vu', args: [] },
      '?a=',
      { call: 'iter', args: [] },
      '&b=1',
    ]);
  });
});

describe('headers', () => {
  const top = 'headers: { Accept: json, X-A: 1 }\n';

  it('of the step go over those of the file, whatever their case; null drops one', () => {
    expect(requestOf('GET: /', top).headers).toEqual([
      ['Accept', 'json'],
      ['X-A', '1'],
    ]);
    expect(requestOf('{ GET: /, headers: { accept: null, x-a: 2, B: "${uuid}" } }', top).headers).toEqual([
      ['x-a', '2'],
      ['B', [UUID]],
    ]);
  });

  it('a step does not change those of the next', () => {
    const { plan } = build(fileWith('  - { GET: /, headers: { X-A: null } }\n  - GET: /\n', top));
    expect(plan?.flows.default).toMatchObject([
      { headers: [['Accept', 'json']] },
      { headers: [{}, ['X-A', '1']] },
    ]);
  });

  it('a line break that a variable brings in is told once, at the header', () => {
    const text = fileWith('  - GET: /\n  - GET: /\n', 'headers: { A: "${BAD}" }\n');
    expect(build(text, { environment: { BAD: 'x\r\nEvil: 1' } }).told).toEqual([
      '3:15 headers.A: the value of the header A has a line break in it',
    ]);
    const item = fileWith('  - { GET: /, headers: { A: "${random.item(a, \'b\\nc\')}" } }\n');
    expect(build(item).told[0]).toContain('has a line break in it');
  });

  it('more than could be sent are refused', () => {
    const many = Array.from({ length: 201 }, (_, index) => `h${index}: 1`).join(', ');
    expect(build(fileWith('  - GET: /\n', `headers: { ${many} }\n`)).told).toEqual([
      '3:1 headers: 201 headers for every request are too many',
    ]);
  });
});

describe('timeout', () => {
  it('is the step’s, else the file’s, else 60 s', () => {
    expect(requestOf('GET: /').timeoutMs).toBe(60_000);
    expect(requestOf('GET: /', 'timeout: 5s\n').timeoutMs).toBe(5000);
    expect(requestOf('{ GET: /, timeout: 250 }', 'timeout: 5s\n').timeoutMs).toBe(250);
  });

  it('must be more than 0', () => {
    expect(build(fileWith('  - { GET: /, timeout: 0s }\n', 'timeout: 0\n')).told).toEqual([
      '3:10 timeout: a timeout must be more than 0',
      '5:24 flow[0].timeout: a timeout must be more than 0',
    ]);
  });
});
