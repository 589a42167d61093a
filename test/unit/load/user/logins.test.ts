import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { OnceRun } from '../../../../src/load/run/onceRun.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { planOf } from '../../scenario/parts.ts';

const LOGIN = '{ flow: login, per: shared }';
const STEPS = '[{ GET: /a }, { GET: /b }]';

function file(login = LOGIN, steps = STEPS, more = ''): string {
  return `target: http://localhost:3000
scenarios: { s: { executor: constant-vus, vus: 3, duration: 10s, flow: browse } }
auth: { login: ${login} }
flows:
  login:
    - { POST: /login, capture: { token: $.token } }
  browse: ${steps}
${more}`;
}

const tokenOf = ({ headers }: SentRequest) => headers[headers.indexOf('Authorization') + 1] ?? 'none';

/** A server that gives out tokens and refuses those that `refuse` names; each answer takes 10 ms. */
function server(refuse: (token: string, atMs: number) => boolean = () => false) {
  let tokens = 0;
  return (request: SentRequest): FakeAnswer => {
    if (request.method === 'POST') return { afterMs: 10, body: `{"token":"t${++tokens}"}` };
    const status = refuse(tokenOf(request).replace('Bearer ', ''), request.atMs) ? 401 : 200;
    return { afterMs: 10, status };
  };
}

function usersOf(text: string, count: number, answer: (request: SentRequest, index: number) => FakeAnswer) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, answer);
  const { programs, series, checks } = compilePlan(planOf(text));
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: Math.random, beganMs: () => 0 };
  const users = Array.from(
    { length: count },
    (_, index) => new VirtualUser({ id: index + 1, program, ports, backsOff: true, onIdle: () => undefined }),
  );
  const sent = () =>
    network.sent.map((one) => `${one.path} ${one.method === 'POST' ? '' : `${tokenOf(one)} `}${one.atMs}`);
  return { users, clock, meter, network, sent, series, checks };
}

describe('a shared login', () => {
  it('is made once, and all who come meanwhile wait for it', () => {
    const { users, clock, sent, meter, series, checks } = usersOf(file(), 3, server());
    for (const user of users) user.begin(null);
    clock.advance(100);
    expect(sent()).toEqual([
      '/login 0',
      ...['/a', '/a', '/a'].map((path) => `${path} Bearer t1 10`),
      ...['/b', '/b', '/b'].map((path) => `${path} Bearer t1 20`),
    ]);
    expect(meter.samples).toHaveLength(7);
    expect(meter.iterations).toHaveLength(3);
    // Its capture is no check of the run, as -1 says; its request carries the group.
    expect([checks, meter.checks]).toEqual([[], [{ check: -1, passed: true }]]);
    expect(series.map(({ name, tags }) => [name, tags.group])).toEqual([
      ['POST /login', '::login'],
      ['GET /a', undefined],
      ['GET /b', undefined],
    ]);
  });

  it('is good for later iterations', () => {
    const { users, clock, sent } = usersOf(file(LOGIN, '[{ GET: /a }]'), 1, server());
    for (let iteration = 0; iteration < 2; iteration++) {
      users[0]?.begin(null);
      clock.advance(50);
    }
    expect(sent()).toEqual(['/login 0', '/a Bearer t1 10', '/a Bearer t1 50']);
  });

  it('that has expired is fetched again once, whoever meets it, and each request is sent once more', () => {
    const expired = (token: string, atMs: number) => token === 't1' && atMs >= 20;
    const { users, clock, sent, meter } = usersOf(file(), 3, server(expired));
    for (const user of users) user.begin(null);
    clock.advance(200);
    expect(sent().slice(4)).toEqual([
      ...['/b', '/b', '/b'].map((path) => `${path} Bearer t1 20`),
      '/login 30',
      ...['/b', '/b', '/b'].map((path) => `${path} Bearer t2 40`),
    ]);
    expect(meter.refreshes).toBe(1);
    // Each of them is a request: as k6 counts, those that were refused have failed.
    expect(meter.samples.filter((one) => one.failed).map((one) => one.status)).toEqual([401, 401, 401]);
    expect(meter.samples).toHaveLength(11);
    expect([meter.failures, meter.iterations.length]).toEqual([[], 3]);
  });

  it('that was renewed by another meanwhile is not fetched a third time', () => {
    // The second user's request takes so long that its refusal comes after the new token.
    const answer = server((token) => token === 't1');
    const { users, clock, sent, meter } = usersOf(file(LOGIN, '[{ GET: /a }]'), 2, (request, index) => ({
      ...answer(request),
      afterMs: index === 2 ? 50 : 10,
    }));
    for (const user of users) user.begin(null);
    clock.advance(200);
    expect(sent()).toEqual([
      '/login 0',
      '/a Bearer t1 10',
      '/a Bearer t1 10',
      '/login 20',
      '/a Bearer t2 30',
      '/a Bearer t2 60',
    ]);
    expect(meter.refreshes).toBe(1);
  });

  it('that is refused a second time is an ordinary failure, with no end of attempts', () => {
    const { users, clock, sent, meter } = usersOf(
      file(LOGIN, '[{ GET: /a }]'),
      1,
      server(() => true),
    );
    users[0]?.begin(null);
    clock.advance(1000);
    expect(sent()).toEqual(['/login 0', '/a Bearer t1 10', '/login 20', '/a Bearer t2 30']);
    expect(meter.failures).toMatchObject([{ name: 'GET /a', status: 401, reason: 'status 401' }]);
    expect(meter.iterations).toHaveLength(1);
  });

  it('a 401 that the step expects is its answer', () => {
    const steps = '[{ GET: /a, expect: { status: 401 } }]';
    const { users, clock, sent, meter } = usersOf(
      file(LOGIN, steps),
      1,
      server(() => true),
    );
    users[0]?.begin(null);
    clock.advance(1000);
    expect(sent()).toEqual(['/login 0', '/a Bearer t1 10']);
    expect([meter.refreshes, meter.failures]).toEqual([0, []]);
  });

  it('that fails ends the iterations that wait for it, at the line of the step; the next ones try again', () => {
    const { users, clock, sent, meter } = usersOf(file(), 2, (_request, index) =>
      index === 0 ? { afterMs: 10, status: 500, body: '{}' } : server()(_request),
    );
    for (const user of users) user.begin(null);
    clock.advance(15);
    expect(sent()).toEqual(['/login 0']);
    expect([meter.iterations.length, users[0]?.active]).toEqual([2, false]);
    const reason =
      'not sent, since its login failed: status 500; nothing to capture as token: the body has nothing at $.token';
    expect(meter.failures).toMatchObject([
      { name: 'POST /login', status: 500, place: { line: 6, column: 9 } },
      { name: 'GET /a', status: 0, reason, url: 'http://localhost:3000/a', place: { line: 7, column: 14 } },
      { name: 'GET /a', reason },
    ]);
    expect(meter.failedLogins).toBe(1);
    // The one who logged in ends by the login's step, the other by the step that could not be sent.
    expect(meter.endedBy).toEqual([meter.failures[0]?.kind, meter.failures[2]?.kind]);
    users[0]?.begin(null);
    clock.advance(100);
    expect(sent().slice(1)).toEqual(['/login 15', '/a Bearer t1 25', '/b Bearer t1 35']);
  });

  it('of a user who is cut off is taken over by the next who waits', () => {
    const { users, clock, sent, meter } = usersOf(file(LOGIN, '[{ GET: /a }]'), 3, server());
    for (const user of users) user.begin(null);
    clock.advance(5);
    users[0]?.cut();
    clock.advance(100);
    expect(sent()).toEqual(['/login 0', '/login 5', '/a Bearer t2 15', '/a Bearer t2 15']);
    expect([meter.interruptedCount, meter.iterations.length]).toEqual([1, 2]);
  });

  it('is not sent anew where all are cut off', () => {
    const { users, clock, sent, meter } = usersOf(file(), 3, server());
    for (const user of users) user.begin(null);
    clock.advance(5);
    for (const user of users) user.cut();
    clock.advance(100);
    expect(sent()).toEqual(['/login 0']);
    expect(meter.interruptedCount).toBe(3);
  });
});

describe('a login of each user', () => {
  it('is made by each, once', () => {
    const { users, clock, sent } = usersOf(file('{ flow: login }', '[{ GET: /a }]'), 2, server());
    for (const user of users) user.begin(null);
    clock.advance(50);
    for (const user of users) user.begin(null);
    clock.advance(50);
    expect(sent()).toEqual([
      '/login 0',
      '/login 0',
      '/a Bearer t1 10',
      '/a Bearer t2 10',
      '/a Bearer t1 50',
      '/a Bearer t2 50',
    ]);
  });

  it('is made anew after a rest, since the user may have other data then', () => {
    const { users, clock, sent } = usersOf(file('{ flow: login }', '[{ GET: /a }]'), 1, server());
    users[0]?.begin(null);
    clock.advance(50);
    users[0]?.leave();
    users[0]?.begin(null);
    clock.advance(50);
    expect(sent().slice(2)).toEqual(['/login 50', '/a Bearer t2 60']);
  });

  it('gives what it captures to the steps, and its token to the header that is named', () => {
    const text = file('{ flow: login, token: key, header: X-Key }', '[{ GET: "/users/${me}" }]').replace(
      '{ token: $.token }',
      '{ key: $.token, me: $.id }',
    );
    const { users, clock, network } = usersOf(text, 1, () => ({
      afterMs: 10,
      body: '{"token":"k7","id":42}',
    }));
    users[0]?.begin(null);
    clock.advance(50);
    expect(network.sent[1]).toMatchObject({ path: '/users/42', headers: ['X-Key', 'k7'] });
  });

  it('that captures an empty token has failed', () => {
    const { users, clock, meter } = usersOf(file('{ flow: login }'), 1, () => ({
      afterMs: 10,
      body: '{"token":""}',
    }));
    users[0]?.begin(null);
    clock.advance(50);
    expect(meter.failures).toMatchObject([
      { name: 'GET /a', reason: 'not sent, since its login failed: the flow login has captured no token' },
    ]);
    expect(meter.endedBy).toEqual([meter.failures[0]?.kind]);
  });

  it('counts from the intended start in the open model, and the request from its end', () => {
    const { users, clock, meter } = usersOf(file('{ flow: login }', '[{ GET: /a }]'), 1, server());
    clock.advance(5);
    users[0]?.begin(0);
    clock.advance(50);
    expect(meter.samples.map((one) => one.durationUs)).toEqual([15_000, 10_000]);
  });
});

describe('a refresh by a flow of its own', () => {
  const text = file(
    '{ flow: login, per: shared, refresh: renew }',
    STEPS,
    `  renew:
    - { POST: /renew, json: { refresh: "\${refresh}" }, capture: { token: $.token } }
`,
  ).replace('{ token: $.token } }\n', '{ token: $.token, refresh: $.refresh } }\n');

  it('has what the login captured, whichever user it was', () => {
    const { users, clock, network, sent } = usersOf(text, 2, (request) => {
      if (request.path === '/login') return { afterMs: 10, body: '{"token":"t1","refresh":"r1"}' };
      if (request.path === '/renew') return { afterMs: 10, body: '{"token":"t2"}' };
      return {
        afterMs: request.atMs === 10 ? 10 + 5 * (network.sent.length % 2) : 10,
        status: tokenOf(request) === 'Bearer t1' && request.path === '/b' ? 401 : 200,
      };
    });
    for (const user of users) user.begin(null);
    clock.advance(200);
    const renewals = network.sent.filter((one) => one.path === '/renew');
    expect(renewals.map((one) => one.body)).toEqual(['{"refresh":"r1"}']);
    expect(sent().filter((one) => one.includes('t2'))).toHaveLength(2);
  });

  it('that fails leads to a login anew, in the next iteration', () => {
    const { users, clock, network, meter } = usersOf(text, 1, ({ path }) => {
      if (path === '/login') return { afterMs: 10, body: '{"token":"t1","refresh":"r1"}' };
      return { afterMs: 10, status: path === '/renew' ? 400 : 401 };
    });
    for (let iteration = 0; iteration < 2; iteration++) {
      users[0]?.begin(null);
      clock.advance(100);
    }
    expect(network.sent.map((one) => one.path)).toEqual(['/login', '/a', '/renew', '/login', '/a', '/renew']);
    expect([meter.refreshes, meter.failedLogins]).toEqual([0, 2]);
  });
});

describe('setup', () => {
  const run = (status: number) => {
    const clock = new FakeClock();
    const answer = server();
    const requesters = new FakeNetwork(clock, (request) => ({
      ...answer(request),
      ...(request.method === 'POST' ? { status } : {}),
    }));
    const plan = planOf(file(LOGIN, STEPS).replace('auth:', 'setup: [{ GET: /seed }]\nauth:'));
    const once = new OnceRun({ plan, part: 'setup', clock, requesters, given: [] });
    clock.advance(100);
    return { once, sent: requesters.sent.map((one) => `${one.path} ${one.headers.join(' ')}`) };
  };

  it('logs in as the users do', async () => {
    const { once, sent } = run(200);
    expect(await once.ended).toBe(true);
    expect(sent).toEqual(['/login ', '/seed Authorization Bearer t1']);
  });

  it('fails with its login', async () => {
    const { once, sent } = run(403);
    await expect(once.ended).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(/POST \/login: status 403/),
    });
    expect(sent).toEqual(['/login ']);
  });
});

describe('what is in no need of a login', () => {
  it('says auth: none, has another auth or a header of its own, or goes elsewhere', () => {
    const steps = `[{ GET: /a, auth: none }, { GET: /b, headers: { authorization: own } },
      { GET: /c, auth: { basic: { user: ann, password: pass } } }, { GET: "http://127.0.0.1:9/d" },
      { GET: "/e?x=1", auth: { apiKey: { name: "k y", value: "a&b", in: query } } }]`;
    const { users, clock, network } = usersOf(file(LOGIN, steps), 1, server());
    users[0]?.begin(null);
    clock.advance(200);
    expect(network.sent.map(({ path, headers }) => [path, ...headers])).toEqual([
      ['/a'],
      ['/b', 'authorization', 'own'],
      ['/c', 'Authorization', `Basic ${Buffer.from('ann:pass').toString('base64')}`],
      ['/d'],
      ['/e?x=1&k%20y=a%26b'],
    ]);
  });
});

describe('secrets of a login', () => {
  it('neither the token nor what was sent for it is in a failure', () => {
    const text = file('{ flow: login }', '[{ GET: /a }]').replace(
      'POST: /login,',
      'POST: /login, auth: { basic: { user: ann, password: p4ssw0rd } },',
    );
    const { users, clock, meter } = usersOf(text, 1, ({ method, headers }) => ({
      afterMs: 10,
      status: method === 'POST' ? 200 : 500,
      body: method === 'POST' ? '{"token":"opaque+value/1"}' : `no: ${headers.join()} opaque%2Bvalue%2F1`,
    }));
    users[0]?.begin(null);
    clock.advance(50);
    expect(meter.failures[0]?.excerpt).toBe('no: Authorization,Bearer *** ***');
  });
});
