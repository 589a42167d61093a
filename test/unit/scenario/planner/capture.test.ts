import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../../src/scenario/expression/evaluate.ts';
import type { PlannedRequest, Template } from '../../../../src/scenario/plan/plan.ts';
import { build, fileWith, planOf } from '../parts.ts';

const LOGIN = '  - { POST: /login, capture: { token: $.access_token } }\n';

/** The request at an index of the flow `default`, and what its texts give with these values in the slots. */
function requestAt(steps: string, index: number, slots: unknown[], environment: Record<string, string> = {}) {
  const request = planOf(fileWith(steps), { environment }).flows.default?.[index] as PlannedRequest;
  const context = { vu: 1, iter: 0, slots, nowMs: () => 0, random: () => 0 };
  const give = (template: Template | null | undefined) =>
    template === null || template === undefined ? null : compileTemplate(template)(context);
  return {
    path: give(request.path),
    body: give(request.body),
    header: give(request.headers[0]?.[1]),
    name: request.name,
  };
}

const told = (steps: string, environment: Record<string, string> = {}) =>
  build(fileWith(steps), { environment }).told;

describe('capture', () => {
  it('plans each way to find a value', () => {
    const steps = `  - GET: /
    capture:
      token: $.access_token
      id: { header: Location }
      session: { cookie: sid }
      csrf: { regex: 'name="csrf" value="([^"]+)"' }
      first: { json: "$[0]['unit price']" }
`;
    const plan = planOf(fileWith(steps));
    expect(plan.slots).toEqual(['token', 'id', 'session', 'csrf', 'first']);
    expect(plan.flows.default?.[0]).toMatchObject({
      captures: [
        { slot: 0, name: 'token', from: 'json', what: '$.access_token' },
        { slot: 1, name: 'id', from: 'header', what: 'Location' },
        { slot: 2, name: 'session', from: 'cookie', what: 'sid' },
        { slot: 3, name: 'csrf', from: 'regex', what: 'name="csrf" value="([^"]+)"' },
        { slot: 4, name: 'first', from: 'json', what: "$[0]['unit price']" },
      ],
    });
  });

  it('puts the value where its name stands, before the variable of the environment', () => {
    const step = '  - { GET: "/me", headers: { Authorization: "Bearer ${token}" } }\n';
    expect(requestAt(LOGIN + step, 1, ['abc'], { token: 'other' }).header).toBe('Bearer abc');
  });

  it('writes it as its place needs', () => {
    const steps = `${LOGIN}  - { POST: "/a/\${token}?q=1", query: { q: "\${token}" }, json: { a: "x\${token}", b: "\${token}" } }\n`;
    const { path, body, name } = requestAt(steps, 1, ['ü "&#']);
    expect(path).toBe('/a/%C3%BC%20%22&%23?q=1&q=%C3%BC%20%22%26%23');
    expect(body).toBe('{"a":"xü \\"&#","b":"ü \\"&#"}');
    expect(name).toBe('POST /a/${token}?q=1');
  });

  it('keeps the type of what came from JSON where it is a value of its own', () => {
    const step = '  - { POST: /, json: { id: "${token}", text: "no ${token}" } }\n';
    expect(requestAt(LOGIN + step, 1, [7]).body).toBe('{"id":7,"text":"no 7"}');
    expect(requestAt(LOGIN + step, 1, [{ a: 1 }]).body).toBe('{"id":{"a":1},"text":"no {\\"a\\":1}"}');
  });

  it('lets no line break into a header', () => {
    const step = '  - { GET: /, headers: { X: "${token}" } }\n';
    expect(requestAt(LOGIN + step, 1, ['a\r\nEvil: 1']).header).toBe('aEvil: 1');
  });

  it('encodes in Base64, at once where all is known', () => {
    // RFC 7617: Aladdin:open sesame
    const step = `  - { GET: /, headers: { Authorization: "Basic \${base64('\${USER}:\${PASS}')}" } }\n`;
    const environment = { USER: 'Aladdin', PASS: 'open sesame' };
    expect(requestAt(step, 0, [], environment).header).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
    const bare = '  - { GET: /, headers: { A: "${base64(Aladdin:${token})}" } }\n';
    expect(requestAt(LOGIN + bare, 1, ['open sesame']).header).toBe('QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  });

  it('a captured Location may be the path', () => {
    expect(requestAt(`${LOGIN}  - GET: "\${token}"\n`, 1, ['/orders/7']).path).toBe('/orders/7');
  });

  it.each([
    ['  - GET: "/${token}"\n', '4:12 flow[0].GET: the environment variable token is not set'],
    [
      `  - GET: "/\${token}"\n${LOGIN}`,
      '4:12 flow[0].GET: ${token} may have no value here: no step before this one captures it',
    ],
    [
      '  - pick: [{ steps: [{ GET: /, capture: { token: $.t } }] }, { steps: [{ GET: / }] }]\n  - GET: "/${token}"\n',
      '5:12 flow[1].GET: ${token} may have no value here: only some of the ways to this step capture it',
    ],
    [
      `${LOGIN}  - { GET: /, expect: { body: { matches: "\${token}" } } }\n`,
      '5:43 flow[1].expect.body.matches: ${token} has no value before the run, and here it must be known',
    ],
    [
      `  - { GET: /, expect: { $.a: "\${token}" }, capture: { token: $.b } }\n`,
      '4:31 flow[0].expect["$.a"]: ${token} may have no value here: no step before this one captures it',
    ],
    [
      `${LOGIN}  - { GET: /, name: "\${base64(\${token})}" }\n`,
      '5:31 flow[1].name: ${token} has no value before the run, and here it must be known',
    ],
    ['  - { GET: /, name: "${base64(${uuid})}" }\n', '4:31 flow[0].name: ${uuid} cannot be used here'],
    [
      '  - { GET: /, capture: { token: access } }\n',
      '4:33 flow[0].capture.token: a JSON path begins with $, as in $.status',
    ],
    ['  - { GET: /, capture: { t: {} } }\n', '4:26 flow[0].capture.t: nothing says what to capture'],
    [
      '  - { GET: /, capture: { t: { header: a, cookie: b } } }\n',
      '4:42 flow[0].capture.t.cookie: header and cookie exclude each other',
    ],
    [
      '  - { GET: /, capture: { uuid: $.id } }\n',
      '4:26 flow[0].capture.uuid: ${uuid} is an expression already',
    ],
    [
      '  - { GET: /, capture: { a-b: $.id } }\n',
      '4:26 flow[0].capture.a-b: "a-b" is no name for a captured value',
    ],
    [
      "  - { GET: /, capture: { t: { regex: '(' } } }\n",
      '4:38 flow[0].capture.t.regex: this is no regular expression: /(/: Unterminated group',
    ],
  ])('%s is told: %s', (steps, expected) => expect(told(steps)).toEqual([expected]));

  it('a default, the environment, or a capture on every way makes a name sure', () => {
    const late = (use: string) => `  - GET: "/${use}"\n${LOGIN}`;
    expect(told(late('${token:-none}'))).toEqual([]);
    expect(told(late('${token}'), { token: 'set' })).toEqual([]);
    const branch = '{ steps: [{ GET: /, capture: { token: $.t } }] }';
    expect(told(`  - pick: [${branch}, ${branch}]\n  - GET: "/\${token}"\n`)).toEqual([]);
    expect(told(`  - group: a\n    steps:\n    ${LOGIN.trimStart()}  - GET: "/\${token}"\n`)).toEqual([]);
  });

  it('a flow that is called goes on with what its caller captured', () => {
    const text = (login: string) => `target: http://localhost:3000
scenarios: { a: { executor: constant-vus, duration: 10s, flow: main } }
flows:
  main:
    - ${login}
    - call: buy
  buy:
    - GET: "/\${token}"
`;
    expect(build(text('{ POST: /, capture: { token: $.t } }')).told).toEqual([]);
    expect(build(text('{ POST: /, capture: { other: $.t } }')).told).toEqual([
      '8:14 flows.buy[0].GET: no step captures token, and the environment variable token is not set',
    ]);
  });

  it('a header of every request that is captured is missing in the request that captures it', () => {
    const text = (login: string) =>
      fileWith(
        `  - { POST: /login, ${login}capture: { token: $.t } }\n  - GET: /\n`,
        'headers: { A: "${token}" }\n',
      );
    expect(build(text('')).told).toEqual([
      '3:16 headers.A: ${token} is in every request, and for POST /login no step has surely captured it before',
    ]);
    expect(build(text('headers: { A: null }, ')).told).toEqual([]);
  });
});
