import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';

const HEAD = 'target: http://localhost:3000\nvus: 1\nduration: 10s\n';

/** `line:column path: message | hint` */
const told = (text: string) =>
  parseScenario(text, 'perf/api.perf.yaml').problems.map(
    ({ line, column, path, message, hint }) =>
      `${line}:${column} ${path === '' ? '' : `${path}: `}${message} | ${hint}`,
  );

describe('an expression without quotes in brackets', () => {
  const UNQUOTED = 'a text with ${…} must be in quotes inside { } or [ ]';

  it.each([
    ['flow: [{ GET: /x/${a} }, { GET: /y/${b}/z }]', '4:15', "Write it as '/x/${a}'."],
    ['flow:\n  - { GET: ${X}/fast, name: x }', '5:12', "Write it as '${X}/fast'."],
    ['flow:\n  - GET: /\n    json: { a: ${random.int(1, 2)} }', '6:16', "Write it as '${random.int(1, 2)}'."],
    ['flow:\n  - { GET: /a/${b}/${c}/d }', '5:12', "Write it as '/a/${b}/${c}/d'."],
    ["flow:\n  - { GET: it's/${a} }", '5:12', "Put quotes around it, as in { GET: '/items/${id}' }."],
  ])('is told once: %s', (flow, place, hint) => {
    expect(told(`${HEAD}${flow}\n`)).toEqual([`${place} ${UNQUOTED} | ${hint}`]);
  });

  it('comes after what is wrong above it', () => {
    const lines = told(`${HEAD}name: [a\nflow: [{ GET: /x/\${a} }]\n`);
    expect(lines.at(-1)).toBe(`5:15 ${UNQUOTED} | Write it as '/x/\${a}'.`);
    expect(lines.length).toBeGreaterThan(1);
  });

  it('is none where brackets are closed wrongly and texts are in quotes', () => {
    expect(told(`${HEAD}flow: [{ GET: "/x/\${a}" }\n`).join()).not.toContain('quotes inside');
  });
});

describe('a step that is written as another tool has it', () => {
  const at = (step: string) => told(`${HEAD}flow:\n  - ${step}\n`);

  it.each([
    [
      'pick: [{ GET: /fast }]',
      '5:14 flow[0].pick[0]: a branch needs steps | Write { weight: 1, steps: [{ GET: /fast }] }.',
    ],
    [
      'pick: [{ weight: 3, GET: /y }]',
      '5:14 flow[0].pick[0]: a branch needs steps | Write { weight: 3, steps: [{ GET: /y }] }.',
    ],
    [
      'parallel: [{ think: 1s }, { GET: / }]',
      '5:18 flow[0].parallel[0].think: only requests may stand in parallel | Put think before or after it, as a step of its own.',
    ],
    [
      '{ group: a, GET: /x }',
      '5:17 flow[0].GET: "GET" cannot stand beside "group" | Put the steps of the group under steps: [{ GET: /x }].',
    ],
    [
      '{ when: status == 200, then: [{ GET: / }] }',
      '5:28 flow[0].then: unknown key "then" | It is called "steps" here.',
    ],
    [
      '{ repeat: { times: 3 }, steps: [{ GET: / }] }',
      '5:17 flow[0].repeat.times: unknown key "times" | It is called "count" here.',
    ],
    [
      'think: { min: 1s, max: 2s }',
      '5:5 flow[0].think: a pause between two times is written as one text | Write think: 1s..2s.',
    ],
    ['think: 1-3s', '5:12 flow[0].think: "1-3s" is no duration and no range of two | Write it like 1s..3s.'],
    [
      'think: 200ms - 1s',
      '5:12 flow[0].think: "200ms - 1s" is no duration and no range of two | Write it like 200ms..1s.',
    ],
    ['sleep: 1s', '5:5 flow[0].sleep: unknown key "sleep" | A pause is called "think" here: think: 1s.'],
    ['check: { status: 200 }', '5:5 flow[0].check: unknown key "check" | It is called "expect" here.'],
    [
      '{ GET: /, checks: { status: 200 } }',
      '5:15 flow[0].checks: unknown key "checks" | It is called "expect" here.',
    ],
    [
      '{ url: /a, method: GET }',
      '5:7 flow[0].url: unknown key "url" | Write the method as the key: GET: /path.',
    ],
    ['http.get: /a', '5:5 flow[0]["http.get"]: unknown key "http.get" | It is called "GET" here.'],
    ['http.del: /a', '5:5 flow[0]["http.del"]: unknown key "http.del" | It is called "DELETE" here.'],
    [
      '{ GET: /, params: { a: 1 } }',
      '5:15 flow[0].params: unknown key "params" | Write query for the query, headers for the headers.',
    ],
    ['batch: [{ GET: / }]', '5:5 flow[0].batch: unknown key "batch" | It is called "parallel" here.'],
  ])('%s', (step, expected) => expect(at(step)).toEqual([expected]));

  it('keeps what else is wrong', () => {
    expect(at('pick: [{ GET: /fast }, { weight: 0, steps: [{ GTE: / }] }]')).toEqual([
      '5:14 flow[0].pick[0]: a branch needs steps | Write { weight: 1, steps: [{ GET: /fast }] }.',
      '5:38 flow[0].pick[1].weight: it must be more than 0 | Give it more than 0.',
      '5:51 flow[0].pick[1].steps[0].GTE: unknown key "GTE" | Did you mean "GET"?',
    ]);
    expect(at('name: nothing\nusers: 5')).toEqual([
      '5:5 flow[0]: the step has no request | Give it a method and a path, such as GET: /health, or parallel, think, pick, group, repeat, when or call.',
      '6:1 users: unknown key "users" | It is called "vus" here.',
    ]);
  });

  it('a csv that lacks something is not told as no part at all', () => {
    const step = (csv: string) => at(`{ POST: /, multipart: { a: { csv: ${csv} } } }`);
    expect(step('{ rows: x, columns: { a: 1 } }')).toEqual([
      '5:47 flow[0].multipart.a.csv.rows: "x" is not a whole number, or a variable such as ${NAME:-10} | Write a whole number, or a variable such as ${NAME:-10}.',
    ]);
    expect(step('{ rows: 10 }')).toEqual([
      '5:34 flow[0].multipart.a.csv.columns: "columns" is missing | Add columns: with a map of names and values.',
    ]);
  });
});

describe('keys of k6 and Locust', () => {
  it('at the top', () => {
    const text = 'users: 10\nspawn-rate: 2\nrun-time: 5m\nhost: http://x\noptions: {}\nflow: [{ GET: /x }]\n';
    expect(told(text)).toEqual([
      '1:1 users: unknown key "users" | It is called "vus" here.',
      '2:1 spawn-rate: unknown key "spawn-rate" | Ramp with stages: [{ duration: 30s, target: 50 }].',
      '3:1 run-time: unknown key "run-time" | It is called "duration" here.',
      '4:1 host: unknown key "host" | It is called "target" here.',
      '5:1 options: unknown key "options" | What k6 has under options stands at the top here: vus, duration, stages, scenarios, thresholds.',
    ]);
  });

  const scenario = (entry: string) =>
    told(`target: http://a\nscenarios:\n  a: { executor: ${entry} }\nflow: [{ GET: / }]\n`).map((line) =>
      line.replace(/^\S+ /, ''),
    );

  it.each([
    ['constant-vus, duration: 1s, stages: []', 'stages', 'Use executor: ramping-vus.'],
    ['constant-vus, duration: 1s, rate: 5', 'rate', 'Use executor: constant-arrival-rate.'],
    ['constant-vus, duration: 1s, maxDuration: 5s', 'maxDuration', 'It is called "duration" here.'],
    [
      'constant-arrival-rate, rate: 5, duration: 1s, maxDuration: 5s',
      'maxDuration',
      'It is for shared-iterations and per-vu-iterations.',
    ],
    [
      'ramping-vus, stages: [{ duration: 1s, target: 1 }], vus: 3',
      'vus',
      'It is called "startVUs" here; the numbers after it are the targets of stages.',
    ],
    [
      'constant-arrival-rate, rate: 5, duration: 1s, vus: 3',
      'vus',
      'Here preAllocatedVUs says how many are ready, and maxVUs how many there may be.',
    ],
    ['shared-iterations, iterations: 5, duration: 10s', 'duration', 'It is called "maxDuration" here.'],
    ['constant-vus, duration: 1s, exec: x', 'exec', 'It is called "flow" here.'],
  ])('in a scenario: %s', (entry, key, hint) => {
    expect(scenario(entry)).toEqual([`scenarios.a.${key}: unknown key "${key}" | ${hint}`]);
  });
});

it('says which words there are to choose from', () => {
  expect(told(`${HEAD}auth: { login: { flow: login, per: user } }\nflow: [{ GET: / }]\n`)).toEqual([
    '4:36 auth.login.per: "user" is not what can stand here | Write vu or shared.',
  ]);
  expect(told('target: http://a\nbreakpoint: { start: 5, search: binary }\nflow: [{ GET: / }]\n')).toEqual([
    '2:33 breakpoint.search: "binary" is not what can stand here | Write steps or bisection.',
  ]);
});
