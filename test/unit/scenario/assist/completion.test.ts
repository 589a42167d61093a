import { describe, expect, it } from 'vitest';
import { type Completion, complete } from '../../../../src/scenario/assist/assist.ts';

const FILE = `target: http://localhost:3000
scenarios:
  shop:
    executor: ramping-vus
flows:
  look:
    - GET: /
      name: home
  buy:
    - POST: /orders
      name: order
`;

/** What is offered where `‸` stands. */
function at(text: string): Completion[] {
  const before = text.slice(0, text.indexOf('‸')).split('\n');
  return complete(text.replace('‸', ''), before.length, (before.at(-1) ?? '').length + 1);
}
const labels = (text: string) => at(text).map((one) => one.label);

/** The text once the completion of this label is taken; placeholders as VS Code leaves them at first. */
function taking(text: string, label: string): string {
  const one = at(text).find((completion) => completion.label === label);
  if (one === undefined) throw new Error(`${label} is not offered`);
  const lines = text.replace('‸', '').split('\n');
  const line = lines[one.range.line - 1] ?? '';
  const indent = /^ */.exec(line)?.[0] ?? '';
  const plain = one.insertText
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}|\$\d/g, '$1')
    .replace(/\\(.)/g, '$1')
    .replaceAll('\n', `\n${indent}`);
  lines[one.range.line - 1] =
    line.slice(0, one.range.column - 1) + plain + line.slice(one.range.endColumn - 1);
  return lines.join('\n');
}

describe('keys', () => {
  it('of the file that are not there yet, with what each is for', () => {
    const offered = at(`${FILE}‸`);
    expect(offered.map((one) => one.label)).toEqual(
      expect.arrayContaining(['name', 'thresholds', 'profile', 'vus']),
    );
    expect(offered.map((one) => one.label)).not.toEqual(expect.arrayContaining(['target']));
    expect(offered.find((one) => one.label === 'thresholds')?.documentation).toContain('k6');
  });

  it('of a scenario are those of its executor', () => {
    const ramping = labels(FILE.replace('ramping-vus\n', 'ramping-vus\n    ‸\n'));
    expect(ramping).toEqual(expect.arrayContaining(['stages', 'startVUs', 'gracefulStop']));
    expect(ramping).not.toContain('rate');
    const rate = labels(FILE.replace('ramping-vus\n', 'constant-arrival-rate\n    ‸\n'));
    expect(rate).toEqual(expect.arrayContaining(['rate', 'preAllocatedVUs', 'maxVUs']));
  });

  it('of a step: methods, think and pick first, then what goes with a request', () => {
    const step = labels(`${FILE}    - ‸`);
    expect(step.slice(0, 3)).toEqual(['GET', 'POST', 'PUT']);
    expect(step).toEqual(expect.arrayContaining(['think', 'pick']));
    const request = labels(FILE.replace('name: home\n', 'name: home\n      ‸\n'));
    expect(request).toEqual(expect.arrayContaining(['headers', 'json', 'expect', 'stopOnFail']));
    for (const one of ['name', 'POST', 'think']) expect(request).not.toContain(one);
  });

  it('a rare method is offered once it is begun', () => {
    expect(labels(`${FILE}    - ‸`)).not.toContain('PROPFIND');
    expect(labels(`${FILE}    - PROP‸`)).toContain('PROPFIND');
  });

  it('thresholds are metrics, and the requests of the file by name', () => {
    const offered = labels(`${FILE}thresholds:\n  ‸`);
    expect(offered.slice(0, 3)).toEqual(['http_req_duration', 'http_req_failed', 'checks']);
    expect(offered).toContain('http_req_duration{name:order}');
    expect(labels(`${FILE}thresholds:\n  checks: rate > 1\n  ‸`)).not.toContain('checks');
  });

  it('headers are those that most APIs take', () => {
    expect(labels('target: x\nheaders:\n  ‸')).toContain('Authorization');
  });

  it('works in JSON and in brackets', () => {
    expect(labels('{ "target": "http://a", "‸" }')).toContain('scenarios');
    expect(labels('{"target":"http://a","scenarios":{"a":{"executor":"constant-vus","‸"}}}')).toContain(
      'vus',
    );
    expect(labels('target: x\nflow:\n  - { GET: /, expect: { ‸ } }')).toEqual(
      expect.arrayContaining(['status', 'header', 'body']),
    );
    const keys = ['exists', 'above', 'below', 'atLeast', 'atMost', 'length', 'contains', 'matches', 'equals'];
    expect(labels('target: x\nflow:\n  - { GET: /, expect: { $.a: { ‸ } } }')).toEqual(keys);
    expect(labels('target: x\nflow:\n  - GET: /\n    expect:\n      $.a: { length: { ‸ } }')).toEqual(
      keys.slice(1, 5),
    );
  });
});

describe('values', () => {
  it.each([
    ['flow:\n  - GET: /\n    stopOnFail: ‸', ['true', 'false']],
    ['flow:\n  - think: ‸', ['500ms', '1s..3s']],
    [`${FILE.replace('ramping-vus\n', 'ramping-vus\n    flow: ‸\n')}`, ['look', 'buy']],
    ['thresholds:\n  checks: ‸', ['[rate > 0.99]', '[rate == 1]']],
  ])('%j', (text, expected) => expect(labels(text)).toEqual(expected));

  it('executors are those of k6 that there are', () => {
    expect(labels('scenarios:\n  a:\n    executor: ‸')).toEqual(
      expect.arrayContaining(['constant-vus', 'ramping-vus', 'constant-arrival-rate']),
    );
  });

  it('another executor may be chosen, whatever is beside it', () => {
    const text = 'scenarios:\n  a:\n    executor: ‸ramping-vus\n    stages: []\n';
    expect(labels(text)).toContain('constant-arrival-rate');
    expect(taking(text, 'constant-vus')).toContain('executor: constant-vus\n');
  });

  it('within ${ there are expressions', () => {
    const text = 'flow:\n  - GET: /items/${‸}';
    expect(labels(text)).toEqual(expect.arrayContaining(['uuid', 'random.int(1, 100)', 'NAME:-default']));
    expect(taking(text, 'uuid')).toBe('flow:\n  - GET: /items/${uuid}');
    expect(taking('target: ${API‸', 'NAME:-default')).toBe('target: ${NAME:-default}');
  });

  it('knows what is captured, and the data', () => {
    const file = `target: http://a\ndata: { users: { file: u.csv } }\nflow:\n  - { POST: /, capture: { token: $.t } }\n`;
    const found = labels(`${file}  - GET: /a/\${‸`);
    expect(found).toEqual(expect.arrayContaining(['token', 'users.', "base64('${NAME}:${SECRET}')"]));
  });
});

describe('auth', () => {
  const flows = 'flows:\n  login:\n    - { POST: /login, capture: { key: $.key } }\n  look:\n    - GET: /\n';

  it('offers the ways to authenticate, wherever auth may stand', () => {
    const ways = ['bearer', 'basic', 'apiKey', 'login'];
    for (const text of [
      `auth:\n  ‸\n${flows}`,
      `flow:\n  - GET: /\n    auth:\n      ‸\n`,
      `flows:\n  a:\n    auth:\n      ‸\n`,
    ]) {
      expect(labels(text)).toEqual(ways);
    }
    expect(labels(`auth: ‸\n${flows}`)).toContain('none');
    expect(labels(`auth:\n  login:\n    ‸\n${flows}`)).toEqual(['flow', 'per', 'token', 'header', 'refresh']);
  });

  it('knows the flows of the file and what they capture', () => {
    expect(labels(`auth:\n  login:\n    flow: ‸\n${flows}`)).toEqual(['login', 'look']);
    expect(labels(`auth:\n  login:\n    refresh: ‸\n${flows}`)).toEqual(['login', 'look']);
    expect(labels(`auth:\n  login:\n    token: ‸\n${flows}`)).toEqual(['key']);
    expect(labels(`auth:\n  login:\n    per: ‸\n${flows}`)).toEqual(['vu', 'shared']);
  });

  it('secrets are among the expressions, those of the file by their names', () => {
    const text = 'target: http://a\nheaders: { a: "${secret:API_KEY}", b: "${‸" }\n';
    expect(labels(text)).toEqual(expect.arrayContaining(['secret:API_KEY', 'secret:NAME']));
  });
});

describe('what is put in', () => {
  it('fits where it stands', () => {
    expect(taking('tar‸', 'target')).toBe('target: ');
    expect(taking(`${FILE}thr‸`, 'thresholds')).toBe(`${FILE}thresholds:\n  `);
    expect(taking('flow:\n  - ‸', 'GET')).toBe('flow:\n  - GET: /');
    expect(taking('flow:\n  - ‸', 'pick')).toBe('flow:\n  - pick:\n      - ');
    expect(taking('thresholds:\n  ‸', 'checks')).toBe('thresholds:\n  checks: [rate > 0.99]');
    expect(taking('{ "target": "x", "sc‸" }', 'scenarios')).toMatch(/^\{ "target": "x", "scenarios": ?/);
  });

  it('takes the place of what is typed, before and after the cursor', () => {
    expect(taking('targ‸et: x', 'target')).toBe('target: x');
  });
});

describe('never throws', () => {
  it('wherever the cursor is, in a file that is cut off anywhere', () => {
    for (let end = 0; end <= FILE.length; end++) {
      const before = FILE.slice(0, end).split('\n');
      const column = (before.at(-1) ?? '').length + 1;
      expect(() => complete(FILE.slice(0, end), before.length, column)).not.toThrow();
      expect(() => complete(FILE, before.length, column)).not.toThrow();
    }
    expect(complete(FILE, 900, 900)).toBeInstanceOf(Array);
  });
});

describe('suites', () => {
  const top = 'target: http://localhost:1\nscenarios:\n  browse: { executor: constant-vus }\nsuites:\n';

  it('are completed with the scenarios of the file', () => {
    const labels = (text: string) => {
      const lines = `${top}${text}`.split('\n');
      return complete(`${top}${text}`, lines.length, (lines.at(-1) ?? '').length + 1).map((one) => one.label);
    };
    expect(labels('  quick: [')).toContain('browse');
    expect(labels('  quick:\n    - ')).toEqual(expect.arrayContaining(['browse', 'file', 'scenario']));
    expect(labels('  quick:\n    scenarios: [b')).toContain('browse');
    expect(labels('  quick: [{ scenario: ')).toContain('browse');
    expect(labels('  quick:\n    ')).toEqual(expect.arrayContaining(['description', 'scenarios']));
  });
});
