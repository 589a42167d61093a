import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseParser } from '../../../../src/load/http1/responseParser.ts';
import { hotlapReader, readByHotlap } from '../../../support/responseReaders.ts';

const HELLO = '5\r\nhello\r\n0\r\n\r\n';
const chunked = (body: string) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const withHead = (line: string, rest = 'hello') => `HTTP/1.1 200 OK\r\n${line}\r\n\r\n${rest}`;

/** The text whole, cut after each byte in turn, and byte by byte: it must read the same. */
function readings(text: string, method = 'GET') {
  const bytes = Buffer.from(text, 'latin1');
  const all = [bytes.length === 0 ? [] : [bytes], [...bytes].map((byte) => Buffer.from([byte]))];
  for (let at = 1; at < bytes.length; at++) all.push([bytes.subarray(0, at), bytes.subarray(at)]);
  return new Set(all.map((pieces) => JSON.stringify(readByHotlap(pieces, method))));
}

function read(text: string, method = 'GET') {
  const found = [...readings(text, method)];
  expect(found, 'wherever it is cut').toHaveLength(1);
  const { outcome, status, body } = JSON.parse(found[0] ?? '') as ReturnType<typeof readByHotlap>;
  return [outcome, status, body];
}

describe('the version', () => {
  it.each(['HTTP/1.0', 'HTTP/1.1'])('%s is told in k6’s spelling once the head is there', (version) => {
    const parser = new ResponseParser({ onBody: () => undefined });
    parser.begin(false);
    const bytes = Buffer.from(`${version} 200 OK\r\nContent-Length: 0\r\n\r\n`, 'latin1');
    parser.push(bytes, 0, 12);
    expect(parser.proto).toBe('');
    parser.push(bytes, 12, bytes.length);
    expect(parser.proto).toBe(version);
  });
});

describe('where a response ends, by RFC 9112 section 6.3', () => {
  it.each([
    ['a length', withHead('Content-Length: 5'), 'hello'],
    ['no blank before it', withHead('Content-Length:5'), 'hello'],
    ['blanks around it', withHead('content-length:  5 \t'), 'hello'],
    ['a length of none', withHead('Content-Length: 0', ''), ''],
    ['chunks', chunked(HELLO), 'hello'],
    ['chunks, in capitals and with blanks', withHead('TRANSFER-ENCODING: Chunked ', HELLO), 'hello'],
    ['chunks behind another coding', withHead('Transfer-Encoding: gzip, chunked', HELLO), 'hello'],
    [
      'codings in two fields',
      withHead('Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked', HELLO),
      'hello',
    ],
    ['sizes with leading zeros, in both cases', chunked('00A\r\n0123456789\r\n0\r\n\r\n'), '0123456789'],
    ['extensions', chunked('5;a;b=c;d="e;\\""\r\nhello\r\n0;x\r\n\r\n'), 'hello'],
    ['trailers', chunked('5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Two: \r\n\r\n'), 'hello'],
    ['the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nhello', 'hello'],
    [
      'its end, where chunked is not the last coding',
      withHead('Transfer-Encoding: chunked, gzip', HELLO),
      HELLO,
    ],
    ['its end, in HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nhello', 'hello'],
  ])('%s', (_what, text, body) => expect(read(text)).toEqual(['complete', 200, body]));

  it.each([
    ['HEAD, whatever it announces', withHead('Content-Length: 5', ''), 'HEAD', 200],
    ['HEAD, chunked', chunked(''), 'HEAD', 200],
    ['204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', 'GET', 204],
    ['304', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', 'GET', 304],
  ])('no body: %s', (_what, text, method, status) =>
    expect(read(text, method)).toEqual(['complete', status, '']),
  );

  it('what comes before it is passed over: line ends, and 1xx', () => {
    const text = `\r\n\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 3\r\n\r\n${withHead('Content-Length: 5')}`;
    expect(read(text)).toEqual(['complete', 200, 'hello']);
  });

  it('what comes behind it is not taken for its body', () => {
    expect(read(withHead('Content-Length: 5', 'helloHTTP/1.1 500 No'))).toEqual(['complete', 200, 'hello']);
  });
});

describe('what is cut short', () => {
  it.each([
    ['nothing', '', 0, ''],
    ['in the status line', 'HTTP/1.', 0, ''],
    ['in the head', 'HTTP/1.1 200 OK\r\nA', 0, ''],
    ['in the body', withHead('Content-Length: 5', 'hel'), 200, 'hel'],
    ['in a chunk', chunked('5\r\nhel'), 200, 'hel'],
    ['before the last chunk', chunked('5\r\nhello\r\n'), 200, 'hello'],
    ['before the last line', chunked('5\r\nhello\r\n0\r\n'), 200, 'hello'],
  ])('%s', (_what, text, status, body) => expect(read(text)).toEqual(['cut short', status, body]));
});

describe('what could be read in two ways is refused', () => {
  it.each([
    ['two lengths', withHead('Content-Length: 5\r\nContent-Length: 5')],
    ['a list of lengths', withHead('Content-Length: 5, 5')],
    ['a length with a sign', withHead('Content-Length: +5')],
    ['a length in hexadecimal', withHead('Content-Length: 0x5')],
    ['an empty length', withHead('Content-Length: ')],
    ['a length beyond all numbers', withHead('Content-Length: 99999999999999999999')],
    ['a length, then chunks', withHead('Content-Length: 5\r\nTransfer-Encoding: chunked', HELLO)],
    ['chunks, then a length', withHead('Transfer-Encoding: chunked\r\nContent-Length: 5', HELLO)],
    ['a folded line', withHead('A: b\r\n c')],
    ['a blank before the colon', withHead('Content-Length : 5')],
    ['a blank before the first field', withHead(' Content-Length: 5')],
    ['a field without a colon', withHead('Content-Length 5')],
    ['a field without a name', withHead(': 5')],
    ['a bare LF behind the status line', 'HTTP/1.1 200 OK\nContent-Length: 5\r\n\r\nhello'],
    ['a bare LF behind a field', withHead('A: b\nContent-Length: 5')],
    ['a bare CR in a value', withHead('A: b\rContent-Length: 5')],
    ['a bare CR before the body', 'HTTP/1.1 200 OK\r\n\rhello'],
    ['a null in a value', withHead('A: b\0c')],
    ['a delete in a value', withHead('A: b\x7fc')],
    ['a size with a sign', chunked(`+${HELLO}`)],
    ['a size with 0x', chunked(`0x${HELLO}`)],
    ['a size with a blank', chunked('5 \r\nhello\r\n0\r\n\r\n')],
    ['an empty size', chunked('\r\nhello\r\n0\r\n\r\n')],
    ['a size beyond all numbers', chunked('fffffffffffffffff\r\nhello\r\n0\r\n\r\n')],
    ['a size with a bare LF', chunked('5\nhello\r\n0\r\n\r\n')],
    ['a chunk longer than its size', chunked('4\r\nhello\r\n0\r\n\r\n')],
    ['a chunk that ends with a bare LF', chunked('5\r\nhello\n0\r\n\r\n')],
    ['an extension with a blank', chunked('5; a\r\nhello\r\n0\r\n\r\n')],
    ['an extension with a quote in a word', chunked('5;a=b"c\r\nhello\r\n0\r\n\r\n')],
    ['a trailer with a bare LF', chunked('5\r\nhello\r\n0\r\nA: b\n\r\n')],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
  ])('%s', (_what, text) => expect(read(text)[0]).toBe('malformed'));

  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n'],
    ['http/1.1 200 OK\r\n\r\n'],
    ['HTTP/2.0 200 OK\r\n\r\n'],
    ['HTTP/1.2 200 OK\r\n\r\n'],
    ['HTTP/1.1\t200 OK\r\n\r\n'],
    ['HTTP/1.1  200 OK\r\n\r\n'],
    ['HTTP/1.1 20x OK\r\n\r\n'],
    ['HTTP/1.1 2000 OK\r\n\r\n'],
    ['HTTP/1.1 099 OK\r\n\r\n'],
  ])('%j is no HTTP/1.1', (text) => expect(read(text).slice(0, 2)).toEqual(['malformed', 0]));

  it('a head of more than 64 KB, also where it never ends', () => {
    const long = `HTTP/1.1 200 OK\r\nA: ${'x'.repeat(66_000)}`;
    for (const text of [long, `${long}\r\n\r\n`]) {
      const pieces = [Buffer.from(text.slice(0, 40_000)), Buffer.from(text.slice(40_000))];
      expect(readByHotlap(pieces, 'GET').outcome).toBe('malformed');
    }
  });

  it('extensions and trailers without end', () => {
    const extension = Buffer.from(chunked(`5;${'a'.repeat(20_000)}`));
    const trailer = Buffer.from(chunked(`0\r\n${'A: b\r\n'.repeat(5000)}`));
    for (const text of [extension, trailer]) expect(readByHotlap([text], 'GET').outcome).toBe('malformed');
  });
});

describe('header fields', () => {
  it('are found whatever their case, several joined, and outlive the pieces that they came in', () => {
    const text =
      'HTTP/1.1 200 OK\r\nx-one:a\r\nX-TWO:  b c \r\nX-One: d\r\nX-One-More: e\r\nContent-Length: 2\r\n\r\nhi';
    const [reading] = [...readings(text)].map((one) => JSON.parse(one));
    expect(reading.headers).toEqual({ 'x-one': 'a, d', 'x-two': 'b c', 'content-length': '2' });
  });
});

describe('one response after the other on a connection', () => {
  const date = (second: number) => `Date: Sat, 21 Nov 2026 18:31:0${second} GMT\r\n`;
  const [ok, chunks] = ['HTTP/1.1 200 OK\r\n', 'Transfer-Encoding: chunked\r\n\r\n'];
  const responses = [
    ...[1, 2].map((second) => `${ok}${date(second)}X-One: a\r\nContent-Length: 5\r\n\r\nhello`),
    // The same but for one byte: the length, the status, a header, what holds the body.
    `${ok}${date(1)}X-One: a\r\nContent-Length: 4\r\n\r\nhell`,
    `HTTP/1.1 500 OK\r\n${date(1)}X-One: a\r\nContent-Length: 5\r\n\r\nhello`,
    `${ok}${date(1)}X-One: b\r\nContent-Length: 5\r\n\r\nworld`,
    `${ok}Content-Length: 5\r\n\r\nhello`,
    `${ok}Content-Length: 5\r\nConnection: close\r\n\r\nhello`,
    `${ok}${chunks}${HELLO}`,
    `${ok}${chunks}0\r\n\r\n`,
    `HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 2\r\n\r\nhi`,
    `\r\n${ok}Content-Length: 5\r\n\r\nhello`,
    'HTTP/1.1 204 No Content\r\n\r\n',
    `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
    `${ok}Content-Length: 500\r\n\r\ncut short`,
    'no HTTP at all',
  ].map((text) => Buffer.from(text, 'latin1'));

  it('each reads as it would alone, wherever they are cut and whatever came before', () => {
    const one = fc.record({
      bytes: fc.constantFrom(...responses),
      method: fc.constantFrom('GET', 'GET', 'HEAD'),
      cuts: fc.array(fc.nat(80), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 12 }), (all) => {
        const read = hotlapReader();
        for (const { bytes, method, cuts } of all) {
          const ends = [...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
          expect(read(pieces, method)).toEqual(readByHotlap([bytes], method));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
