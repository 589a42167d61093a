import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { pinFor } from '../../../../src/load/transport/pinnedOrigin.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import type { Plan, PlannedRequest } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://localhost:3000';
const to = (location: string, status = 302): FakeAnswer => ({ afterMs: 10, status, headers: { location } });
const OK: FakeAnswer = { afterMs: 10, body: '{"at":"end"}' };

/** Runs one iteration against a server that answers in turn. */
function run(
  steps: PlannedRequest[],
  answers: readonly FakeAnswer[],
  options: { plan?: Partial<Plan>; reached?: readonly string[]; intendedMs?: number } = {},
) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, (_: SentRequest, index) => answers[index] ?? OK);
  network.reached = options.reached ?? null;
  const executor = { kind: 'constant-vus', vus: 1, durationMs: 60_000 } as const;
  const plan = planOf(origin, plannedScenario(executor), steps, options.plan);
  const [program] = compilePlan(plan).programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: () => 0.5, beganMs: () => 0 };
  const user = new VirtualUser({ id: 1, program, ports, backsOff: false, onIdle: () => undefined });
  user.begin(options.intendedMs ?? null);
  clock.advance(100_000);
  const sent = network.sent.map((one) => `${one.method} ${one.origin}${one.path}`);
  return { meter, network, sent, user };
}

describe('a virtual user that is redirected', () => {
  const post = plannedRequest(origin, {
    method: 'POST',
    path: '/login',
    body: 'a=b',
    headers: [['Authorization', 'Bearer x']],
    checks: [{ kind: 'jsonPath', name: 'at', path: '$.at', equals: 'end' }],
  });

  it('counts each request on the way, and looks at the last response alone', () => {
    const { meter, network, sent } = run([post], [to('/a'), to('/b', 303), OK]);
    expect(sent).toEqual([`POST ${origin}/login`, `GET ${origin}/a`, `GET ${origin}/b`]);
    expect(network.sent.map(({ body }) => body)).toEqual(['a=b', null, null]);
    expect(meter.samples.map(({ status, failed, durationUs }) => [status, failed, durationUs])).toEqual([
      [302, false, 10_000],
      [303, false, 10_000],
      [200, false, 10_000],
    ]);
    expect(meter.checks).toEqual([{ check: 0, passed: true }]);
    expect(meter.iterations).toEqual([30_000]);
    expect(network.opened).toBe(1);
  });

  it('keeps method and body after 307, and the headers of this user', () => {
    const { network } = run([post], [to('/a', 307)]);
    const [, second] = network.sent;
    expect(second).toMatchObject({ method: 'POST', body: 'a=b', headers: ['Authorization', 'Bearer x'] });
  });

  it('in the open model counts the first request from the intended start, each other from its own', () => {
    const { meter } = run([post], [to('/a'), OK], { intendedMs: -40 });
    expect(meter.samples.map((one) => one.durationUs)).toEqual([50_000, 10_000]);
  });

  it.each([
    ['ten times where nothing is said', undefined, 11],
    ['twice where the step says so', 2, 3],
    ['not at all where it says 0', 0, 1],
  ])('follows %s; the redirect beyond is the answer', (_text, redirects, requests) => {
    const step = plannedRequest(origin, { path: '/', ...(redirects === undefined ? {} : { redirects }) });
    const { meter, sent } = run([step], Array(20).fill(to('/again')));
    expect(sent).toHaveLength(requests);
    expect(meter.samples.at(-1)).toMatchObject({ status: 302, failed: false, errorCode: 0 });
    expect(meter.failures).toEqual([]);
  });

  it('does not go to a host that nobody allowed: a failure with its code, and what to do', () => {
    const { meter, sent } = run([post], [to('https://evil.example/x?token=abc')], { reached: [] });
    expect(sent).toHaveLength(1);
    expect(meter.samples).toMatchObject([{ status: 302, failed: true, errorCode: 1111 }]);
    expect(meter.checks).toEqual([{ check: 0, passed: false }]);
    expect(meter.failures).toMatchObject([
      {
        errorCode: 1111,
        url: `${origin}/login`,
        reason: expect.stringContaining('redirects: { to: [https://evil.example] }'),
      },
    ]);
  });

  it('goes to another origin on a connection of its own, with no secret, and closes it', () => {
    const other = 'http://127.0.0.1:4000';
    const { meter, network, user } = run([post], [to(`${other}/x?token=abc`), { afterMs: 10, status: 500 }]);
    expect(network.sent[1]).toMatchObject({ origin: other, headers: [] });
    expect(meter.failures).toMatchObject([{ url: `${other}/x?token=***`, status: 500 }]);
    expect(network.opened).toBe(2);
    user.leave();
    expect(network.closed).toBe(2);
  });

  it('takes a redirect without a place, and 304, as they are', () => {
    const { sent, meter } = run(
      [post, post],
      [
        { afterMs: 10, status: 302 },
        { afterMs: 10, status: 304 },
      ],
    );
    expect(sent).toHaveLength(2);
    expect(meter.samples.every((one) => !one.failed)).toBe(true);
  });
});

describe('where a redirect may lead', () => {
  const target = { hostname: 'api.example', address: '192.0.2.1', port: 80, tls: false };
  const pins = { 'http://api.example': { origin: 'http://api.example', ...target } };

  it.each([
    ['http://api.example', { address: '192.0.2.1', port: 80, tls: false }],
    ['https://api.example:8443', { address: '192.0.2.1', port: 8443, tls: true }],
  ])('%s', (where, pin) => {
    expect(pinFor(pins, where)).toMatchObject({ origin: where, ...pin });
  });

  const here = {
    origin: 'http://api.test',
    hostname: 'api.test',
    address: '127.0.0.1',
    port: 80,
    tls: false,
  };
  const socket = { ...here, address: '', socketPath: '/run/api.sock' };

  it.each([
    ['http://127.0.0.2:81', { address: '127.0.0.2', port: 81, tls: false }],
    ['https://[::1]', { address: '::1', port: 443, tls: true }],
    ['http://localhost:3000', { address: 'localhost', port: 3000 }],
    ['http://shop.localhost', { hostname: 'shop.localhost', address: 'localhost', port: 80 }],
  ])(
    '%s, where the plan is of this machine: a server elsewhere may not have load sent here',
    (where, pin) => {
      for (const own of [here, socket]) {
        expect(pinFor({ ...pins, [own.origin]: own }, where)).toMatchObject({ origin: where, ...pin });
      }
      expect(pinFor(pins, where)).toBeNull();
    },
  );

  it.each(['http://www.api.example', 'http://10.0.0.1', 'http://localhost.evil.example'])(
    'not %s',
    (where) => {
      expect(pinFor(pins, where)).toBeNull();
      expect(pinFor({ [here.origin]: here }, where)).toBeNull();
    },
  );

  it('leaves what auth sets, and what has a secret in it, with their origin', () => {
    const request = plannedRequest(origin, {
      auth: 0,
      headers: [
        ['X-Trace', 'a-b1tter-secret-b'],
        ['X-Plain', 'plain'],
      ],
    });
    const auths = [{ kind: 'header', name: 'X-Session', value: 'session' } as const];
    const plan = { auths, secrets: ['b1tter-secret'] };
    const elsewhere = 'http://localhost:3001';
    const { network } = run([request], [to('/a', 307), to(`${elsewhere}/b`, 307), OK], {
      plan,
      reached: [elsewhere],
    });
    const own = ['X-Trace', 'a-b1tter-secret-b', 'X-Plain', 'plain', 'X-Session', 'session'];
    expect(network.sent.map(({ headers }) => headers)).toEqual([own, own, ['X-Plain', 'plain']]);
  });

  it('leaves a secret that was captured with its origin', () => {
    const captures = [{ slot: 0, name: 'key', from: 'json', what: '$.key', secret: true } as const];
    const me = plannedRequest(origin, { path: '/me', captures });
    const order = plannedRequest(origin, {
      headers: [
        ['X-Order', [{ slot: 0, encoding: 'header', fallback: null }]],
        ['X-Plain', 'plain'],
      ],
    });
    const elsewhere = 'http://localhost:3001';
    const key: FakeAnswer = { afterMs: 10, body: '{"key":"key-of-the-session"}' };
    const options = { plan: { slots: ['key'] }, reached: [elsewhere] };
    const { network } = run([me, order], [key, to(`${elsewhere}/b`, 307), OK], options);
    expect(network.sent.slice(1).map(({ headers }) => headers)).toEqual([
      ['X-Order', 'key-of-the-session', 'X-Plain', 'plain'],
      ['X-Plain', 'plain'],
    ]);
  });
});
