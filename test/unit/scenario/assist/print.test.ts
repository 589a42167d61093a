import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printScenario } from '../../../../src/scenario/assist/print.ts';
import { scenarioFromTemplate, scenarioTemplates } from '../../../../src/scenario/assist/templates.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import type { ScenarioFile } from '../../../../src/scenario/schema/schema.ts';

/** The scenario of a text that has nothing wrong with it. */
function read(text: string): ScenarioFile {
  const { scenario, problems } = parseScenario(text, 'a.perf.yaml');
  expect({ problems, text }).toEqual({ problems: [], text });
  if (scenario === null) throw new Error('there is no scenario');
  return scenario;
}

/** Texts as nasty as YAML can take them, but with no expressions: those have a property of their own. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'ab: #-&*!|>%@"\'`{}[],?\n\t~\\') }),
    fc.constantFrom(
      'yes',
      'no',
      'null',
      '~',
      '1e3',
      '0x1f',
      '012',
      '1_000',
      '2024-01-01',
      '.inf',
      '<<',
      '=',
      '12:30',
    ),
  )
  .map((one) => one.replaceAll('$', ''))
  // Half a surrogate pair is no character, and has no place in a file of UTF-8.
  .filter((one) => !/\p{Surrogate}/u.test(one));
const key = text.filter((one) => one !== '__proto__');
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((one) => Number.isSafeInteger(one) || !Number.isInteger(one))
    .map((one) => one + 0),
);
const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
const duration = fc.oneof(fc.nat(), fc.constantFrom('500ms', '30s', '1m30s', '2h', '${T:-1s}'));
const count = fc.oneof(fc.nat(), fc.constant('${N:-3}'));
const header = fc.stringMatching(/^X-[A-Za-z]{1,6}$/);
const value = fc.stringMatching(/^[ -#%-~]{0,9}$/);

/** Without expressions, and numbers that keep all their digits. */
function plainJson(value: unknown): unknown {
  const text = JSON.stringify(value).replaceAll('$', '').replaceAll('__proto__', 'x');
  return JSON.parse(text, (_, one: unknown) => {
    if (typeof one === 'string' && /\p{Surrogate}/u.test(one)) return '';
    if (typeof one !== 'number') return one;
    return Number.isInteger(one) && !Number.isSafeInteger(one) ? 0 : one + 0;
  });
}

const request = fc.record(
  {
    POST: fc.stringMatching(/^\/[ -#%-~]{0,9}$/),
    name: text.filter((one) => one !== ''),
    headers: fc.dictionary(header, fc.oneof(value, fc.integer(), fc.boolean(), fc.constant(null)), {
      maxKeys: 3,
    }),
    query: fc.dictionary(key, fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })), { maxKeys: 3 }),
    json: fc.jsonValue({ maxDepth: 3 }).map(plainJson),
    expect: fc.record(
      {
        status: fc.oneof(fc.constantFrom(200, '2xx'), fc.constant([200, '4xx'])),
        body: fc.oneof(text, fc.record({ contains: text })),
        '$.a': scalar,
      },
      { requiredKeys: [] },
    ),
    stopOnFail: fc.boolean(),
    tags: fc.dictionary(
      key.filter((one) => one !== ''),
      scalar,
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: ['POST'] },
);
const { step } = fc.letrec<{ step: unknown }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'step' },
    request,
    fc.record({ think: fc.constantFrom<string | number>('1s..3s', 500, '10ms') }),
    fc.record({
      pick: fc.array(
        fc.record(
          {
            weight: fc.integer({ min: 1, max: 9 }),
            steps: fc.array(tie('step'), { minLength: 1, maxLength: 2 }),
          },
          { requiredKeys: ['steps'] },
        ),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  ),
}));
const scenario = fc.oneof(
  fc.record(
    {
      executor: fc.constant('constant-vus'),
      vus: count,
      duration,
      tags: fc.dictionary(name, scalar, { maxKeys: 2 }),
    },
    { requiredKeys: ['executor', 'duration'] },
  ),
  fc.record({
    executor: fc.constant('ramping-vus'),
    stages: fc.array(fc.record({ duration, target: count }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    executor: fc.constant('constant-arrival-rate'),
    rate: count,
    duration,
    preAllocatedVUs: count,
  }),
);
const file = fc.record(
  {
    name: text.filter((one) => one !== ''),
    description: text,
    target: fc.constantFrom('http://localhost:3000', '${API_URL:-http://localhost:3000}'),
    headers: fc.dictionary(header, value, { maxKeys: 3 }),
    timeout: duration,
    flows: fc.dictionary(
      key.filter((one) => one !== ''),
      fc.array(step, { minLength: 1, maxLength: 3 }),
      { minKeys: 1, maxKeys: 2 },
    ),
    scenarios: fc.dictionary(name, scenario, { minKeys: 1, maxKeys: 2 }),
    thresholds: fc.constant({
      http_req_failed: 'rate < 0.01',
      'http_req_duration{name:a b}': ['p(95) < 200', { threshold: 'avg < 1', abortOnFail: true }],
    }),
    profile: fc.constantFrom<unknown>(true, { auto: true }),
  },
  { requiredKeys: ['target'] },
) as fc.Arbitrary<ScenarioFile>;

describe('printScenario', () => {
  it('is read back the same, whatever is in it', () => {
    fc.assert(
      fc.property(file, (one) => {
        expect(read(printScenario(one))).toEqual(one);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    '-\na',
    ' \n',
    '\n',
    'a\n\n',
    ' a\nb',
    'a \nb',
    'a\r\nb',
    '<p>\n  x\n</p>\n',
    '# a',
    '- a',
    'a: b',
    '~',
  ])('the text %j is kept', (body) => {
    const one = { target: 'http://a', name: body, flow: [{ POST: '/', body, expect: { body } }] };
    expect(read(printScenario(one))).toEqual(one);
  });

  it('the sample and every template survive it', () => {
    const sample = new URL('../../../../media/sample/perf/sample.perf.yaml', import.meta.url);
    const texts = scenarioTemplates.map(({ id }) => scenarioFromTemplate(id, 'http://localhost:3000/a?b=c'));
    for (const one of [readFileSync(sample, 'utf8'), ...texts]) {
      const parsed = read(one);
      expect(read(printScenario(parsed))).toEqual(parsed);
    }
  });

  it('is what a person would write: small maps on a line, a request on lines of its own', () => {
    const parsed = read(
      '{ "target": "http://a", "scenarios": { "a": { "executor": "ramping-vus", "stages": [{ "duration": "1s", "target": 5 }] } }, "flow": [{ "GET": "/", "expect": { "status": 200 } }, { "think": "1s" }], "thresholds": { "checks": ["rate > 0.9"] } }',
    );
    expect(printScenario(parsed)).toBe(`target: http://a

flow:
  - GET: /
    expect: { status: 200 }
  - { think: 1s }

scenarios:
  a:
    executor: ramping-vus
    stages: [ { duration: 1s, target: 5 } ]

thresholds: { checks: [ rate > 0.9 ] }
`);
  });
});
