import { describe, expect, it } from 'vitest';
import { secretNames } from '../../../../src/scenario/expression/secrets.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { build, fileWith, planOf, requestOf } from '../parts.ts';

const TOKEN = 'tok-4711/ä b';
const environment = { HOTLAP_SECRET_TOKEN: TOKEN, HOTLAP_SECRET_PIN: '123', REGION: 'north' };
const asJson = (value: unknown) => JSON.stringify(value);

describe('a secret', () => {
  it('goes wherever an expression may stand, written as is needed there', () => {
    const step = `POST: "/a/\${secret:TOKEN}"
    query: { q: "\${secret:TOKEN}" }
    headers: { X: "\${base64('u:\${secret:TOKEN}')}" }
    json: { a: "\${secret:TOKEN}" }
    expect: { body: "\${secret:TOKEN}", "$.a": "\${secret:TOKEN}" }`;
    expect(requestOf(step, '', environment)).toMatchObject({
      path: '/a/tok-4711/%C3%A4%20b?q=tok-4711%2F%C3%A4%20b',
      headers: [
        ['X', Buffer.from(`u:${TOKEN}`).toString('base64')],
        ['Content-Type', 'application/json'],
      ],
      body: asJson({ a: TOKEN }),
      name: 'POST /a/***',
      checks: [
        { name: 'body contains "***"', value: TOKEN },
        { name: '$.a is "***"', equals: TOKEN },
      ],
    });
  });

  it('is in no name, tag, group or threshold of the plan, whatever comes before it in the file', () => {
    const text = `name: "for \${secret:TOKEN}"
${fileWith(
  `  - group: "g \${secret:TOKEN}"
    steps: [{ GET: /, name: "n \${secret:TOKEN}", tags: { a: "t \${secret:TOKEN}" } }]
`,
  `tags: { all: "\${secret:TOKEN}" }\n`,
)}`;
    const { secrets, ...rest } = planOf(text, { environment });
    expect(secrets).toEqual([TOKEN]);
    expect(rest).toMatchObject({ name: 'for ***', tags: { all: '***' } });
    expect(asJson(rest)).not.toContain('tok-');
  });

  it('that is not there is told at its place, with what to do', () => {
    const steps = `  - { GET: /, headers: { Authorization: "Bearer \${secret:NOPE}" } }\n`;
    expect(build(fileWith(steps), { environment }).told).toEqual([
      '4:49 flow[0].headers.Authorization: the secret NOPE is not set',
    ]);
  });

  it('may come from the file of variables too, and the remedy says so', () => {
    const text = fileWith(`  - GET: "/\${secret:NOPE}"\n`);
    const { problems } = buildPlan(parseScenario(text, 'a.perf.yaml'), { environment });
    expect(problems.map((one) => one.hint)).toEqual([
      'Set HOTLAP_SECRET_NOPE in the environment, or in .env beside this file; the editor asks for it.',
    ]);
  });

  it('of a few characters could not be kept out of the results', () => {
    expect(build(fileWith(`  - GET: "/\${secret:PIN}"\n`), { environment }).told).toEqual([
      '4:12 flow[0].GET: the secret PIN has fewer than 4 characters, and could not be kept out of the results',
    ]);
  });

  it('may be no host, since hosts are asked for and shown', () => {
    const told = (text: string) =>
      build(text, { environment: { HOTLAP_SECRET_HOST: 'http://shop.example' } }).told;
    const message = 'a host may not be a secret: it is asked for and shown';
    expect(told(`target: "\${secret:HOST}"\nduration: 1s\nflow: [{ GET: / }]\n`)).toEqual([
      `1:9 target: ${message}`,
    ]);
    expect(told(fileWith(`  - GET: "\${secret:HOST}"\n`))).toEqual([`4:10 flow[0].GET: ${message}`]);
  });

  it('is in no word about what is wrong with it', () => {
    const { told } = build(fileWith(`  - { GET: /, timeout: "\${secret:TOKEN}" }\n`), { environment });
    expect(told).toEqual(['4:24 flow[0].timeout: "***" is no duration']);
  });

  it('need not be there where nothing is run', () => {
    const { told } = build(fileWith(`  - GET: "/\${secret:NOPE}"\n`), { environment: {}, secrets: 'unread' });
    expect(told).toEqual([]);
  });

  it('comes from where it is kept, not from the environment, where such a place is given', () => {
    const text = fileWith(`  - GET: "/\${secret:TOKEN}"\n`);
    expect(planOf(text, { environment, secrets: { TOKEN: 'kept' } }).flows.default).toMatchObject([
      { path: '/kept' },
    ]);
  });
});

it('the names of all secrets of a file', () => {
  const data = {
    a: ['${secret:B} ${secret:A}', { c: "${base64('${A}:${secret:C}')}" }],
    b: '$${secret:NO}',
    d: 1,
  };
  expect([...secretNames(data)]).toEqual(['B', 'A', 'C']);
});
