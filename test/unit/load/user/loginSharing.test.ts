import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { planOf } from '../../scenario/parts.ts';

type Answer = (request: SentRequest) => FakeAnswer;

const file = (login: string, flow: string, steps = '[{ GET: /a }]') => `target: http://localhost:3000
scenarios: { s: { executor: constant-vus, vus: 1, duration: 10s, flow: browse } }
auth: { login: ${login} }
flows:
  login: ${flow}
  browse: ${steps}
`;
const LOGIN = '[{ POST: /login, capture: { token: $.token } }]';

/** Users of the closed model, each of which begins again when it is idle as long as `again` says so. */
function usersOf(
  text: string,
  count: number,
  answer: Answer,
  again: (atMs: number) => boolean = () => false,
) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, answer);
  const [program] = compilePlan(planOf(text)).programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: () => 0.5, beganMs: () => 0 };
  const onIdle = (user: VirtualUser) => {
    if (again(clock.nowMs())) user.begin(null);
  };
  const users = Array.from(
    { length: count },
    (_, index) => new VirtualUser({ id: index + 1, program, ports, backsOff: true, onIdle }),
  );
  const iterate = (ms: number) => {
    for (const user of users) user.begin(null);
    clock.advance(ms);
  };
  const sent = () => network.sent.map(({ method, path, atMs }) => `${method} ${path} ${atMs}`);
  return { users, clock, meter, network, iterate, sent };
}

describe('a login that fails', () => {
  it('having sent nothing, leaves time for other things before the next attempt', () => {
    const nothing = `
    - when: var.mode == on
      steps: ${LOGIN}`;
    const text = `setup: [{ GET: /mode, auth: none, capture: { mode: $.mode } }]\n${file('{ flow: login }', nothing)}`;
    const { meter, iterate, sent } = usersOf(
      text,
      1,
      () => ({ afterMs: 5 }),
      (atMs) => atMs < 50,
    );
    iterate(100);
    // One iteration a millisecond, from 0 to 49.
    expect([meter.iterations.length, sent()]).toEqual([50, []]);
    expect(meter.failures[0]?.reason).toContain('the flow login has captured no token');
  });

  it('for all lets those who wait for it begin anew less and less often', () => {
    const { meter, iterate } = usersOf(
      file('{ flow: login, per: shared }', LOGIN),
      100,
      () => ({ afterMs: 5, status: 500, body: '{}' }),
      (atMs) => atMs < 1000,
    );
    iterate(2000);
    // One in 5 ms for who logs in; for each of the others some 7 in the first 127 ms, with pauses of 1, 2, 4 … ms, and
    // one in 100 ms after: 200 + 99 · 16. Who has logged in himself begins again at 1 ms. Without pauses: 20,000.
    expect(meter.iterations.length).toBeLessThan(3000);
    expect(meter.iterations.length).toBeGreaterThan(200);
  });

  it('shows nothing that is secret to the user who made it, whoever tells of it', () => {
    const flow = `
    - { GET: /form, capture: { csrf: $.csrf } }
    - { POST: /login, expect: { body: { contains: "\${csrf}" } }, capture: { token: $.token } }`;
    const { meter, iterate } = usersOf(file('{ flow: login, per: shared }', flow), 2, ({ path }) => ({
      afterMs: 5,
      body: path === '/form' ? '{"csrf":"S3CRETcsrfvalue"}' : '{"token":"tok-value"}',
    }));
    iterate(100);
    expect(meter.failures.map((one) => one.name)).toEqual(['POST /login', 'GET /a', 'GET /a']);
    expect(meter.failures.map((one) => one.reason).join('\n')).not.toContain('S3CRET');
  });
});

describe('a 401 of another origin, to which a redirect has led', () => {
  const away: Answer = ({ path }) => {
    if (path === '/login') return { afterMs: 5, body: '{"token":"tokenvalue1"}' };
    if (path === '/a') return { afterMs: 5, status: 307, headers: { location: 'http://127.0.0.1:9/x' } };
    return { afterMs: 5, status: 401 };
  };

  it.each(['[{ GET: /a }]', '[{ parallel: [{ GET: /a }] }]'])('says nothing about the token: %s', (steps) => {
    const { meter, iterate, sent } = usersOf(file('{ flow: login }', LOGIN, steps), 1, away);
    iterate(100);
    expect(sent()).toEqual(['POST /login 0', 'GET /a 5', 'GET /x 10']);
    expect([meter.refreshes, meter.failures.length]).toEqual([0, 1]);
    iterate(100);
    expect(sent().slice(3)).toEqual(['GET /a 100', 'GET /x 105']);
  });
});

it('a 401 says nothing about the token where another origin has led back to its own, without it', () => {
  const { meter, iterate, sent } = usersOf(file('{ flow: login }', LOGIN), 1, ({ path }) => {
    if (path === '/login') return { afterMs: 5, body: '{"token":"tokenvalue1"}' };
    const location = { '/a': 'http://127.0.0.1:9/x', '/x': 'http://localhost:3000/back' }[path];
    if (location === undefined) return { afterMs: 5, status: 401 };
    return { afterMs: 5, status: 302, headers: { location } };
  });
  iterate(100);
  expect(sent()).toEqual(['POST /login 0', 'GET /a 5', 'GET /x 10', 'GET /back 15']);
  expect([meter.refreshes, meter.failures.length]).toEqual([0, 1]);
});

describe('the cookies of a login', () => {
  const cookieOf = ({ headers }: SentRequest) => {
    const at = headers.indexOf('Cookie');
    return at < 0 ? '' : (headers[at + 1] ?? '');
  };
  let logins = 0;
  const session: Answer = (request) => {
    const setting = (field: string) => ({ headers: { 'set-cookie': field } });
    if (request.path === '/login') {
      return { afterMs: 5, body: '{"token":"t"}', ...setting(`sid=s${++logins}; Path=/`) };
    }
    const status = cookieOf(request).includes('sid=') ? 200 : 401;
    return { afterMs: 5, status, ...setting(request.path === '/out' ? 'sid=; Max-Age=0; Path=/' : 'page=1') };
  };
  const run = (login: string, steps: string, count = 1) => {
    logins = 0;
    const all = usersOf(file(login, LOGIN, steps), count, session);
    for (let iteration = 0; iteration < 2; iteration++) all.iterate(100);
    return { ...all, cookies: all.network.sent.map((one) => [one.path, cookieOf(one)].join(' ')) };
  };

  it('last as long as its token, where it is the login of one user; all others end with the iteration', () => {
    const { cookies, meter } = run('{ flow: login }', '[{ GET: /a }, { GET: /a }]');
    const iteration = ['/a sid=s1', '/a sid=s1; page=1'];
    expect(cookies).toEqual(['/login ', ...iteration, ...iteration]);
    expect(meter.refreshes).toBe(0);
  });

  it('end where the server ends them', () => {
    const { cookies } = run('{ flow: login }', '[{ GET: /a }, { GET: /out }]');
    const iteration = ['/a sid=s1', '/out sid=s1; page=1'];
    // Without a session the next request is refused, and the user logs in again.
    const anew = ['/a ', '/login page=1', '/a page=1; sid=s2', '/out page=1; sid=s2'];
    expect(cookies).toEqual(['/login ', ...iteration, ...anew]);
  });

  it('end with the rest of a user, who may be another one afterwards', () => {
    const { users, iterate, network } = usersOf(file('{ flow: login }', LOGIN), 1, session);
    iterate(100);
    users[0]?.leave();
    iterate(100);
    expect(network.sent.map(cookieOf).map((one) => one !== '')).toEqual([false, true, false, true]);
  });
});
