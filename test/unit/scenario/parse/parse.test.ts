import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { formatProblem } from '../../../../src/scenario/problem.ts';

/** A file that is right, to which a test adds what is wrong. */
const BASE = 'target: http://localhost:3000\nvus: 1\nduration: 10s\nflow:\n  - GET: /\n';

const parse = (text: string) => parseScenario(text, 'perf/api.perf.yaml');
/** `line:column path: message`, without the hints. */
const told = (text: string) => parse(text).problems.map((one) => formatProblem(one).split('\n')[0]);

describe('a file that is right', () => {
  it('is read as it is written', () => {
    expect(parse(BASE)).toMatchObject({
      scenario: { target: 'http://localhost:3000', vus: 1, duration: '10s', flow: [{ GET: '/' }] },
      problems: [],
    });
  });

  it('may be JSON, tabs, escapes and all', () => {
    const text =
      '{\n\t"target": "http:\\/\\/a",\n\t"name": "\\ud83c\\udfc1 caf\\u00e9",\n\t"flow": [{ "GET": "/" }]\n}\n';
    expect(parse(text)).toMatchObject({ scenario: { target: 'http://a', name: '🏁 café' }, problems: [] });
  });

  it('may have anchors, aliases and merge keys: what is nearer wins', () => {
    const text = `${BASE}  - &one
    POST: /a
    headers: &common { A: 1, B: 2 }
    expect: { status: 200 }
  - { <<: *one, name: again, headers: { <<: *common, B: 3 } }
  - <<: [{ tags: { x: a } }, *one, { name: last, tags: { x: b } }]
`;
    const { scenario, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(scenario?.flow?.slice(2)).toEqual([
      { POST: '/a', name: 'again', headers: { A: 1, B: 3 }, expect: { status: 200 } },
      { POST: '/a', name: 'last', tags: { x: 'a' }, headers: { A: 1, B: 2 }, expect: { status: 200 } },
    ]);
  });

  it('may begin with a byte order mark and end its lines as Windows does', () => {
    expect(parse(`\uFEFF${BASE.replaceAll('\n', '\r\n')}`).problems).toEqual([]);
    expect(told(`\uFEFF${BASE.replaceAll('\n', '\r\n')}vuss: 1\r\n`)).toEqual([
      '6:1 vuss: unknown key "vuss"',
    ]);
  });

  it('knows where everything stands, also behind an alias', () => {
    const parsed = parse(`${BASE}  - &a\n    GET: /a\n    timeout: 5s\n  - *a\n`);
    expect(parsed.place(['flow', 1, 'timeout'])).toEqual({ line: 8, column: 14, endLine: 8, endColumn: 16 });
    expect(parsed.place(['flow', 2, 'timeout'])).toEqual({ line: 8, column: 14, endLine: 8, endColumn: 16 });
    expect(parsed.place(['flow'])).toEqual({ line: 4, column: 1, endLine: 4, endColumn: 5 });
    expect(parsed.place(['flow', 0, 'expect', 'status'])).toMatchObject({ line: 5, column: 5 });
  });
});

describe('what is wrong', () => {
  it('is all told at once, in the order of the file, each with path, place and remedy', () => {
    const text = `name: Shop
targett: http://localhost:3000
scenarios:
  browse:
    executor: constant-vu
    vus: 5
  buy:
    executor: ramping-vus
    stages: [{ duration: 5 parsecs, target: many }]
flows:
  main:
    - GTE: /x
    - { GET: /x, expect: { stauts: 200 } }
thresholds:
  http_req_duration: [p95 < 100, p(95) < 1s]
`;
    const { problems, scenario } = parse(text);
    expect(scenario).toBeNull();
    expect(problems.map((one) => [one.line, one.column, one.path, one.hint])).toEqual([
      [1, 1, 'target', 'Add target: http://localhost:3000.'],
      [2, 1, 'targett', 'Did you mean "target"?'],
      [5, 15, 'scenarios.browse.executor', 'Did you mean "constant-vus"?'],
      [9, 26, 'scenarios.buy.stages[0].duration', 'Write it like 500ms, 30s, 1m30s or 2h.'],
      [9, 45, 'scenarios.buy.stages[0].target', expect.stringContaining('a whole number')],
      [12, 7, 'flows.main[0].GTE', 'Did you mean "GET"?'],
      [13, 28, 'flows.main[1].expect.stauts', expect.stringContaining('Did you mean "status"?')],
      [15, 23, 'thresholds.http_req_duration[0]', expect.stringContaining('p(95) < 200')],
      [15, 34, 'thresholds.http_req_duration[1]', expect.stringContaining('p(95) < 200')],
    ]);
    expect(problems.filter((one) => one.code === 'threshold-invalid')).toHaveLength(2);
  });

  it.each([
    ['name: 5', '6:7 name: a text is expected here, not 5'],
    [
      'timeout: true',
      '6:10 timeout: true is not a duration such as 5s, or { connect: 1s, firstByte: 2s, total: 10s }',
    ],
    ['timeout: -5', '6:10 timeout: it must be at least 0'],
    ['stages: []', '6:1 stages: the list is empty'],
    ['stages: 10s', '6:9 stages: a list is expected here, not "10s"'],
    ['headers: [a]', '6:1 headers: a map of names and values is expected here, not a list'],
    ['headers: { "a b": 1 }', '6:12 headers["a b"]: "a b" is no header name'],
    ['headers: { A: "x\\ny" }', '6:15 headers.A: the value of the header A has a line break in it'],
    [
      'headers: { A: "\\u20ac" }',
      '6:15 headers.A: the value of the header A has the character U+20AC, which HTTP does not allow there',
    ],
    [
      'headers: { content-length: 3 }',
      '6:12 headers.content-length: the header content-length is set by Hotlap itself',
    ],
    [
      'scenarios: { "a b": { executor: constant-vus, duration: 1s } }',
      '6:14 scenarios["a b"]: "a b" is no name that can be used here',
    ],
    ['scenarios: { a: { duration: 1s } }', '6:14 scenarios.a.executor: "executor" is missing'],
    [
      'scenarios: { a: { executor: externally-controlled } }',
      '6:29 scenarios.a.executor: the executor externally-controlled is not supported in this version',
    ],
    ['scenarios: { a: { executor: constant-vus } }', '6:14 scenarios.a.duration: "duration" is missing'],
    [
      'scenarios: { a: { executor: constant-vus, duration: 1s, exec: b } }',
      '6:57 scenarios.a.exec: unknown key "exec"',
    ],
    ['setup: []', '6:1 setup: the list is empty'],
    ['query: { a: "${secret:k-1}" }', '6:14 query.a: "k-1" is no name of a secret'],
    ['name: run ${uuid}', '6:11 name: ${uuid} cannot be used here'],
    ['profile: maybe', '6:10 profile: "maybe" is not true, false, or { auto: true }'],
    [
      'thresholds: { http_req_duratoin: [p(95) < 1] }',
      '6:15 thresholds.http_req_duratoin: there is no metric "http_req_duratoin": did you mean http_req_duration?',
    ],
    [
      'thresholds: { checks: p(95) > 1 }',
      '6:23 thresholds.checks: "p(95)" does not go with checks, which is a rate: a rate has rate',
    ],
    ['thresholds: { checks: [] }', '6:15 thresholds.checks: the list is empty'],
  ])('%s', (line, expected) => expect(told(BASE + line)).toEqual([expected]));

  it.each([
    ['GET: /x\n    POST: /y', '7:5 flow[1].POST: the step has two requests, GET and POST'],
    ['name: x', '6:5 flow[1]: the step has no request'],
    ['get: /x', '6:5 flow[1].get: unknown key "get"'],
    [
      'just text',
      '6:5 flow[1]: "just text" is not a step: a map such as GET: /health, think: 1s, or group: login with steps',
    ],
    ['{ POST: /, json: 1, form: { a: 1 } }', '6:25 flow[1].form: the request has two bodies, json and form'],
    ['{ POST: /, json: { a: ["${nope-x}"] } }', '6:29 flow[1].json.a[0]: "nope-x" is no expression'],
    ['{ GET: /, expect: { status: 99 } }', '6:33 flow[1].expect.status: it must be at least 100'],
    [
      '{ GET: /, expect: { status: 6xx } }',
      '6:33 flow[1].expect.status: "6xx" is not a status such as 200, or a class such as 2xx',
    ],
    [
      '{ GET: /, expect: { "$.a b": 1 } }',
      '6:25 flow[1].expect["$.a b"]: " b" in $.a b is no step: write .key, [0] or [\'key\']',
    ],
    [
      '{ GET: /, expect: { body: { matches: "(" } } }',
      '6:42 flow[1].expect.body.matches: this is no regular expression: /(/: Unterminated group',
    ],
    [
      '{ GET: /, expect: { header: { A: {} } } }',
      '6:35 flow[1].expect.header.A: there is nothing to expect here',
    ],
    ['{ GET: /, stopOnFail: "yes" }', '6:27 flow[1].stopOnFail: true or false is expected here, not "yes"'],
    ['think: 3s..1s', '6:12 flow[1].think: "3s..1s" ends before it begins'],
    ['think: soon', '6:12 flow[1].think: "soon" is no duration and no range of two'],
    ['pick: [{ weight: 0, steps: [{ GET: / }] }]', '6:22 flow[1].pick[0].weight: it must be more than 0'],
    ['pick: [{ steps: [{ GTE: / }] }]', '6:24 flow[1].pick[0].steps[0].GTE: unknown key "GTE"'],
    ['parallel: []', '6:5 flow[1].parallel: the list is empty'],
    ['batch: []', '6:5 flow[1].batch: unknown key "batch"'],
    ['{ repeat: 3, GET: / }', '6:18 flow[1].GET: "GET" cannot stand beside "repeat"'],
    ['repeat: 3', '6:5 flow[1].steps: "steps" is missing'],
    ['{ repeat: {}, steps: [{ GET: / }] }', '6:7 flow[1].repeat: nothing says how often to repeat'],
    [
      '{ repeat: { count: 2, until: status == 200 }, steps: [{ GET: / }] }',
      '6:27 flow[1].repeat.until: count and until exclude each other',
    ],
    ['{ repeat: { count: 2, max: 1m }, steps: [{ GET: / }] }', '6:27 flow[1].repeat.max: max is for until'],
    [
      '{ repeat: { until: status == 200, max: soon }, steps: [{ GET: / }] }',
      '6:44 flow[1].repeat.max: "soon" is no number of turns and no duration',
    ],
    ['{ group: "a::b", steps: [{ GET: / }] }', '6:14 flow[1].group: the name of a group must not hold ::'],
    ['{ when: status = 200, steps: [{ GET: / }] }', '6:13 flow[1].when: "=" is no comparison'],
    [
      '{ when: stauts == 200, steps: [{ GET: / }] }',
      '6:13 flow[1].when: "stauts" is nothing that a condition can look at',
    ],
  ])('step %s', (step, expected) => expect(told(`${BASE}  - ${step}\n`)).toEqual([expected]));
});

describe('what is no YAML', () => {
  it.each([
    ['', '1:1 this is no scenario: the file must be a map of keys and values'],
    ['# only a comment\n', '1:1 this is no scenario: the file must be a map of keys and values'],
    ['- a\n- b\n', '1:1 this is no scenario: the file must be a map of keys and values'],
    [`${BASE}vus: 2\n`, '6:1 vus: duplicate key "vus": it is in this map already'],
    [`${BASE}tags: { a: 1, "a": 2 }\n`, '6:15 tags.a: duplicate key "a": it is in this map already'],
    ['{"target": "a", "target": "b"}', '1:17 target: duplicate key "target": it is in this map already'],
    [`${BASE}name: *nope\n`, '6:7 name: there is no anchor &nope above this alias'],
    [`${BASE}name: &a [*a]\n`, '6:11 name[0]: there is no anchor &a above this alias'],
    [`${BASE}tags: { a: .inf }\n`, '6:12 tags.a: .inf is no number that can be used here'],
    [
      `${BASE}tags: { a: 12345678901234567890 }\n`,
      '6:12 tags.a: 12345678901234567890 is too large to be kept to the last digit',
    ],
    [`${BASE}name: !secret x\n`, '6:7 Unresolved tag: !secret'],
    [`${BASE}<<: 5\n`, '6:1 a merge key takes a map, or a list of maps'],
    [`${BASE}? [a]\n: 1\n`, '6:3 a key must be a plain text'],
    [`${BASE}---\nname: x\n`, '6:1 a second document begins here: a scenario file holds one'],
    [`${BASE}\tname: x\n`, '6:1 Tabs are not allowed as indentation'],
  ])('%j', (text, expected) => expect(told(text)[0]).toBe(expected));

  it('tells of broken syntax alone, not of keys that are missing for it', () => {
    expect(told('target: http://a\nflow: [{ GET: /\nname: x')).toEqual(
      [expect.stringMatching(/^\d:\d+ /), expect.anything()].slice(
        0,
        told('target: http://a\nflow: [{ GET: /\nname: x').length,
      ),
    );
    expect(told('target: [').join()).not.toContain('missing');
  });

  it('a key called __proto__ is a key like any other', () => {
    expect(told(`${BASE}__proto__: { target: x }\n`)).toEqual(['6:1 __proto__: unknown key "__proto__"']);
  });
});

describe('what would take for ever', () => {
  /** Generous: it takes one second or two, and the machine may be busy; what is quadratic takes minutes. */
  const LIMIT_MS = 60_000;
  const bomb = Array.from('bcdefghijkl').reduce(
    (text, name, index) =>
      `${text}${name}: &${name} [${Array(9)
        .fill(`*${'abcdefghijkl'.charAt(index)}`)
        .join(',')}]\n`,
    'a: &a [x, x, x, x, x, x, x, x, x]\n',
  );

  it.each([
    ['an alias bomb', bomb, /aliases up to here stand for more than/],
    ['a megabyte of aliases', `a: &a 1\nb: [${'*a,'.repeat(330_000)}1]\n`, /more than 30000 aliases/],
    [
      'an alias to half the file',
      `a: &a [${'1,'.repeat(200_000)}1]\nb: [${'*a,'.repeat(150_000)}1]`,
      /more than 30000 aliases/,
    ],
    [
      'a map of which thousands are made by merge keys',
      `a: &a {${Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join(', ')}}\nb:\n${'  - {<<: *a}\n'.repeat(25_000)}`,
      /aliases up to here/,
    ],
    ['a megabyte of numbers', `a: [${'1,'.repeat(490_000)}1]`, /the file holds too much/],
    [
      'thousands of wrong steps',
      `target: http://a\nduration: 1s\nflow:\n${'  - GTE: /x\n'.repeat(20_000)}`,
      /many more problems/,
    ],
    [
      'a column with half a megabyte of blanks',
      `name: "\${a.b${' '.repeat(500_000)}:x}"\nx: 1`,
      /is no expression/,
    ],
    [
      'base64 in base64, 50,000 deep',
      `name: "${'${base64('.repeat(50_000)}${')}'.repeat(50_000)}"`,
      /base64/,
    ],
    [
      'a megabyte of wrong expressions',
      `name: ${Array.from({ length: 100_000 }, (_, i) => `\${a-${i}}`).join('')}`,
      /many more problems/,
    ],
    ['a call that never closes', `name: "\${random.item(${' '.repeat(900_000)}"`, /not closed/],
    [
      'a megabyte of keys',
      Array.from({ length: 90_000 }, (_, i) => `key${i}: ${i}`).join('\n'),
      /"target" is missing/,
    ],
    ['a megabyte of brackets that open', '['.repeat(1_000_000), /./],
    ['a megabyte of brackets that close', ']'.repeat(1_000_000), /./],
    ['a megabyte of one text', `name: ${'x'.repeat(1_000_000)}`, /"target" is missing/],
    ['five megabytes', ' '.repeat(5_000_000), /larger than 4 MB/],
  ])('%s is told in time', { timeout: LIMIT_MS }, (_, text, message) => {
    const { problems, scenario } = parse(text);
    expect(scenario).toBeNull();
    expect(problems.map((one) => one.message).join('\n')).toMatch(message);
    expect(problems.length).toBeLessThanOrEqual(51);
  });

  it('a megabyte that is right is read', { timeout: LIMIT_MS }, () => {
    const steps = Array.from({ length: 20_000 }, (_, i) =>
      `  - GET: /items/${i}\n    name: item ${i}\n    think: 1\n`.replace(/ {4}think.*\n/, ''),
    );
    const text = `${BASE}${steps.join('')}# ${'x'.repeat(200_000)}\n`;
    expect(text.length).toBeGreaterThan(900_000);
    expect(parse(text)).toMatchObject({ problems: [], scenario: { vus: 1 } });
  });
});
