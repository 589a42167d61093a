import { describe, expect, it } from 'vitest';
import { hover } from '../../../../src/scenario/assist/assist.ts';

const FILE = `target: \${API_URL:-http://localhost:3000}
timeout: 5s
scenarios:
  shop: { executor: constant-arrival-rate, rate: 5, duration: 1s, preAllocatedVUs: 1 }
flow:
  - GET: /items/\${random.int(1, 9)}
    expect: { status: 200, "$.a": 1, $.b: { atLeast: 3 } }
  - think: 1s
thresholds:
  "http_req_duration{name:x}": [p(95) < 200]
`;

/** What is said of the first place where this text stands. */
function over(part: string, text = FILE) {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return hover(text, before.length, (before.at(-1) ?? '').length + 1);
}

describe('hover', () => {
  it.each([
    ['target', /^\*\*target\*\*\n\nThe API under test/],
    ['timeout', /How long a request may take.*`60s`/],
    ['5s', /How long a request may take/],
    ['rate: 5', /iterations to start in each `timeUnit`/],
    ['constant-arrival-rate', /open model/],
    ['GET', /Sends a GET request/],
    ['status', /The status that is expected/],
    ['"$.a"', /\*\*\$\.a\*\*\n\n.*JSON path/],
    ['atLeast', /must be this number or more/],
    ['think', /A pause/],
    ['"http_req', /`name` = `x`\n\nResponse time/],
    ['p(95)', /in milliseconds/],
  ])('%s', (part, expected) => expect(over(part)?.markdown).toMatch(expected));

  it('says where a secret comes from, and what auth does', () => {
    const text = 'target: http://a\nauth: { bearer: "${secret:API_KEY}" }\n';
    expect(over('secret:', text)?.markdown).toMatch(
      /\*\*API_KEY\*\*.*secret storage.*`HOTLAP_SECRET_API_KEY`/s,
    );
    expect(over('bearer', text)?.markdown).toMatch(/`Authorization: Bearer …`/);
    expect(over('auth', text)?.markdown).toMatch(/`none` for not at all/);
  });

  it('explains expressions, and knows where each stands', () => {
    expect(over('API_URL')).toEqual({
      markdown: expect.stringMatching(
        /variable \*\*API_URL\*\*, or `http:\/\/localhost:3000` where it is not set/,
      ),
      range: { line: 1, column: 9, endLine: 1, endColumn: 42 },
    });
    expect(over('random.int')?.markdown).toContain('a whole number from the first to the second');
  });

  it('explains captured values, data and what they come from', () => {
    const file = `target: http://a
data: { users: { file: users.csv } }
seed: 4
flow:
  - { POST: /login, capture: { token: $.token } }
  - GET: /\${token}/\${users.email}/\${OTHER}/\${pick(a, b)}/\${base64(x)}
`;
    expect(over('${token}', file)?.markdown).toMatch(/^\*\*token\*\*, as an earlier step/);
    expect(over('${users.email}', file)?.markdown).toMatch(/column \*\*email\*\* of the data \*\*users\*\*/);
    expect(over('${OTHER}', file)?.markdown).toMatch(/environment variable/);
    expect(over('${pick', file)?.markdown).toMatch(/one of its arguments/);
    expect(over('${base64', file)?.markdown).toMatch(/Base64/);
    expect(over('capture', file)?.markdown).toMatch(/Takes values out of the response/);
    expect(over('data', file)?.markdown).toMatch(/read once and shared/);
    expect(over('seed', file)?.markdown).toMatch(/the same in every run/);
  });

  it('says nothing where there is nothing to say', () => {
    expect(over('nope', 'nope: 1\n')).toBeNull();
    expect(hover('', 1, 1)).toBeNull();
    expect(hover('# target', 1, 4)).toBeNull();
    expect(hover(FILE, 500, 3)).toBeNull();
  });

  it('never throws, wherever it is and however broken the file', () => {
    for (const text of [FILE, FILE.slice(0, 170), FILE.replaceAll(']', '')]) {
      for (const [index, line] of text.split('\n').entries()) {
        for (let column = 1; column <= line.length + 1; column++) {
          expect(() => hover(text, index + 1, column)).not.toThrow();
        }
      }
    }
  });
});

describe('suites and variables of the file', () => {
  const text =
    'target: http://localhost:1\nenv: { PLAN: free }\nsuites:\n  quick: [a]\nflow:\n  - GET: /${PLAN}\n';

  it('are explained', () => {
    expect(hover(text, 3, 2)?.markdown).toMatch(/run in order, with one verdict/);
    expect(hover(text, 2, 2)?.markdown).toMatch(/set nowhere else/);
    expect(hover(text, 6, 15)?.markdown).toMatch(/`env` of the scenario, `-e`.*`env` of this file/);
  });
});
