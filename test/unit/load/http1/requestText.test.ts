import { describe, expect, it } from 'vitest';
import { requestHead } from '../../../../src/load/http1/requestText.ts';

const head = (method: string, headers: string[] = [], body: string | null = null) =>
  requestHead(
    {
      method,
      path: '/a?b=c',
      headers,
      body: body === null ? null : Buffer.from(body),
      timeoutMs: 1,
      keepBodyBytes: 0,
    },
    'localhost:3000',
  );

describe('the head of a request', () => {
  it('is as RFC 9112 section 3 has it', () => {
    expect(head('GET', ['accept', '*/*', 'X-Name', 'ä'])).toBe(
      'GET /a?b=c HTTP/1.1\r\nhost: localhost:3000\r\naccept: */*\r\nX-Name: ä\r\n\r\n',
    );
  });

  it.each([
    ['GET', null, false],
    ['DELETE', null, false],
    ['POST', null, '0'],
    ['PUT', null, '0'],
    ['PATCH', null, '0'],
    ['GET', 'äöü', '6'],
    ['POST', 'hi', '2'],
  ])('%s with the body %j tells its length in bytes: %s', (method, body, length) => {
    const lines = head(method, [], body).split('\r\n');
    const told = lines.filter((line) => line.startsWith('content-length: '));
    expect(told).toEqual(length === false ? [] : [`content-length: ${length}`]);
  });

  it('keeps the host that the scenario names', () => {
    expect(head('GET', ['Host', 'shop.test'])).toBe('GET /a?b=c HTTP/1.1\r\nHost: shop.test\r\n\r\n');
  });

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0b', '€'])('refuses the value %j', (value) => {
    expect(() => head('GET', ['X-A', value])).toThrow('the value of the header X-A');
  });
});
