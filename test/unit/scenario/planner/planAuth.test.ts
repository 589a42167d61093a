import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { build, planOf } from '../parts.ts';

/** A file with these flows below one that browses, and lines at its top. */
function file(top: string, flows = '', steps = '[{ GET: /a }]'): string {
  return `target: http://localhost:3000
scenarios: { s: { executor: constant-vus, vus: 1, duration: 10s, flow: browse } }
${top}
flows:
  browse: ${steps}
${flows}`;
}

const LOGIN = '  login: [{ POST: /login, capture: { token: $.token } }]\n';
const toldOf = (top: string, flows = '', steps?: string) => build(file(top, flows, steps)).told;

describe('what can be wrong with auth', () => {
  it.each([
    ['auth: {}', '3:1 auth: nothing says how to authenticate'],
    [
      'auth: { bearer: a, basic: { user: u, password: p } }',
      '3:20 auth.basic: bearer and basic exclude each other',
    ],
    ['auth: { bearr: a }', '3:9 auth.bearr: unknown key "bearr"'],
    ['auth: nobody', /3:7 auth: "nobody" is not bearer: a token, basic/],
    [
      'auth: { basic: { user: "a:b", password: p } }',
      '3:24 auth.basic.user: the name of a user may not hold a colon in basic authentication',
    ],
    ['auth: { apiKey: { name: "a b", value: x } }', '3:25 auth.apiKey.name: "a b" is no header name'],
    ['auth: { apiKey: { name: a, value: x, in: body } }', /3:42 auth\.apiKey\.in: /],
    [
      'auth: { bearer: "a\\nb" }',
      '3:17 auth.bearer: it holds a character that HTTP does not allow in a header',
    ],
    ['auth: { login: { flow: logn } }', '3:24 auth.login.flow: there is no flow "logn"'],
    ['auth: { login: { flow: login, token: tokn } }', '3:38 auth.login.token: no step captures "tokn"'],
    ['auth: { login: { flow: login, refresh: renew } }', '3:40 auth.login.refresh: there is no flow "renew"'],
    [
      'auth: { bearer: "${token}" }',
      '3:18 auth.bearer: ${token} is how requests authenticate, and for GET /a no step has surely captured it before',
    ],
  ])('%s', (top, expected) => {
    const told = toldOf(top, LOGIN).filter((one) => !one?.includes('warning'));
    expect(told).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
  });

  it('a flow that captures another token than the one that is named', () => {
    const flows =
      '  login: [{ POST: /login, capture: { access: $.token } }]\n  other: [{ GET: /, capture: { token: $.t } }]\n';
    const told = toldOf('auth: { login: { flow: login } }', flows);
    expect(told).toContain('3:24 auth.login.flow: the flow "login" captures no "token"');
  });

  it('a flow that is run to log in and needs a login itself', () => {
    const flows = `  login:
    auth: { login: { flow: first, token: key } }
    steps: [{ POST: /login, capture: { token: $.token } }]
  first: [{ POST: /first, capture: { key: $.key } }]
`;
    expect(toldOf('auth: { login: { flow: login } }', flows)).toEqual([
      '3:24 auth.login.flow: the flow "login" logs in, and POST /login in it needs a login itself',
    ]);
    const own = `  login: [{ POST: /login, capture: { token: $.t }, auth: { login: { flow: login } } }]\n`;
    expect(toldOf('auth: { login: { flow: login } }', own)).toEqual([
      '6:75 flows.login[0].auth.login.flow: the flow "login" would be run to log in to itself',
    ]);
  });

  it.each([
    ['login: [{ POST: /login }]', '', 'Capture it in the flow: capture: { token: $.access_token }.'],
    ['login: [{ POST: /login, capture: { tokn: $.t } }]', '', 'Did you mean "tokn"? Then write token: tokn.'],
    [
      'login: [{ POST: /login, capture: { session: $.t } }]',
      '',
      'Capture it in the flow: capture: { token: $.access_token }.',
    ],
  ])('a login that captures no token: %s', (flow, more, hint) => {
    const text = file(`auth: { login: { flow: login${more} } }`, `  ${flow}\n`);
    const { problems } = buildPlan(parseScenario(text, 'a.perf.yaml'), { environment: {} });
    expect(problems.map((one) => `${one.path}: ${one.message} | ${one.hint}`)).toEqual([
      `auth.login.flow: no step captures "token" | ${hint}`,
    ]);
  });

  it('a header of the same step that auth sets too', () => {
    const steps = '[{ GET: /a, auth: { bearer: abcd }, headers: { authorization: x } }]';
    expect(toldOf('', '', steps)).toEqual([
      '5:58 flows.browse[0].headers.authorization: auth sets the header Authorization, and so does headers',
    ]);
  });
});

describe('what is odd about a login', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hotlap-auth-'));
  writeFileSync(join(folder, 'users.csv'), 'name,password\nann,p4ss\n');
  afterAll(() => rmSync(folder, { recursive: true }));
  const told = (data: string, per: string) => {
    const text = file(
      `data: { users: { file: users.csv${data} } }\nauth: { login: { flow: login, per: ${per} } }`,
      `  login:
    - POST: /login
      auth: { basic: { user: "\${users.name}", password: "\${users.password}" } }
      capture: { token: $.token }
`,
    );
    const { problems } = buildPlan(parseScenario(text, join(folder, 'a.perf.yaml')), { environment: {} });
    return problems.map((one) => `${one.severity} ${one.line}:${one.column} ${one.message}`);
  };

  it('that it is made once, by a row that is another in the next iteration', () => {
    const expected = 'warning 4:24 the login is made once, and each iteration has another row of "users"';
    expect(told('', 'vu')).toEqual([expected]);
    expect(told(', per: vu', 'vu')).toEqual([]);
  });

  it('but not a threshold on its group', () => {
    const top =
      'auth: { login: { flow: login } }\nthresholds: { "http_req_duration{group:::login}": [p(95) < 9] }';
    expect(toldOf(top, LOGIN)).toEqual([]);
  });
});

describe('which auth counts', () => {
  it('that of a step before that of its flow, of the scenario, of the file', () => {
    const text = `target: http://localhost:3000
auth: { bearer: of-the-file }
scenarios:
  a: { executor: constant-vus, vus: 1, duration: 10s, flow: plain }
  b: { executor: constant-vus, vus: 1, duration: 10s, flow: plain, auth: { bearer: of-the-scenario } }
  c: { executor: constant-vus, vus: 1, duration: 10s, flow: own, auth: none }
flows:
  plain: [{ GET: /a }]
  own:
    auth: { bearer: of-the-flow }
    steps: [{ GET: /b }, { GET: /c, auth: { bearer: of-the-step } }, { GET: /d, auth: none }]
`;
    const { auths, auth, scenarios, flows, secrets } = planOf(text);
    const nameOf = (choice: number | 'none' | undefined) => {
      const value = typeof choice === 'number' ? auths?.[choice]?.value : choice;
      return typeof value === 'string' ? value.replace('Bearer of-the-', '') : value;
    };
    expect(nameOf(auth)).toBe('file');
    expect(scenarios.map((one) => nameOf(one.auth))).toEqual([undefined, 'scenario', 'none']);
    const own = flows.own?.map((one) => (one.kind === 'request' ? nameOf(one.auth) : null));
    expect(own).toEqual(['flow', 'step', 'none']);
    expect(flows.plain).toMatchObject([{ path: '/a', headers: [] }]);
    // What is written there is a secret, whatever it is called.
    expect(secrets).toEqual(
      expect.arrayContaining(['of-the-file', 'of-the-scenario', 'of-the-flow', 'of-the-step']),
    );
  });

  it('data and captured values may stand in it', () => {
    const setup = 'setup: [{ POST: /, auth: none, capture: { key: $.key } }]\nauth: { bearer: "${key}" }';
    expect(planOf(file(setup)).auths).toEqual([
      {
        kind: 'header',
        name: 'Authorization',
        value: ['Bearer ', { slot: 0, encoding: 'header', fallback: null }],
      },
    ]);
  });

  it('what a login captures, the steps that need it may use', () => {
    const login = '  login: [{ POST: /login, capture: { token: $.token, me: $.id } }]\n';
    const top = 'auth: { login: { flow: login } }';
    expect(toldOf(top, login, '[{ GET: "/users/${me}" }]')).toEqual([]);
    expect(toldOf(top, login, '[{ GET: "/users/${me}", auth: none }]')).toEqual([
      '5:27 flows.browse[0].GET: ${me} may have no value here: no step before this one captures it',
    ]);
  });
});
