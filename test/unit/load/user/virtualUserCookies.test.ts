import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import type { Plan, PlannedRequest } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://localhost:3000';
const setting = (field: string, more: Partial<FakeAnswer> = {}): FakeAnswer => ({
  afterMs: 10,
  ...more,
  headers: { 'set-cookie': field, ...more.headers },
});

/** The `Cookie` header of each request of some iterations of one user, or null where it had none. */
function cookies(
  steps: PlannedRequest[],
  answers: readonly FakeAnswer[],
  { plan = {}, iterations = 1 }: { plan?: Partial<Plan>; iterations?: number } = {},
) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, (_, index) => answers[index] ?? { afterMs: 10 });
  const executor = { kind: 'constant-vus', vus: 1, durationMs: 60_000 } as const;
  const [program] = compilePlan(planOf(origin, plannedScenario(executor), steps, plan)).programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: () => 0.5, beganMs: () => 0 };
  const user = new VirtualUser({ id: 1, program, ports, backsOff: false, onIdle: () => undefined });
  for (let i = 0; i < iterations; i++) {
    user.begin(null);
    clock.advance(1000);
  }
  const sent = network.sent.map(({ headers }) => {
    const at = headers.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === 'cookie');
    return at < 0 ? null : headers[at + 1];
  });
  return { sent, meter };
}

const get = (path: string, overrides: Partial<PlannedRequest> = {}) =>
  plannedRequest(origin, { path, name: path, ...overrides });

describe('the cookies of a virtual user', () => {
  const flow = [get('/login'), get('/me'), get('/me')];

  it('go with the requests after, and end with the iteration, as in k6', () => {
    const { sent } = cookies(
      flow,
      [setting('sid=1; Path=/\nlang=de'), { afterMs: 10 }, setting('sid=2; Path=/')],
      {
        iterations: 2,
      },
    );
    expect(sent).toEqual([null, 'sid=1; lang=de', 'sid=1; lang=de', null, null, null]);
  });

  it.each([
    ['vu', [null, 'sid=1', 'sid=1', 'sid=1', 'sid=1', 'sid=1']],
    ['off', [null, null, null, null, null, null]],
  ] as const)('are kept as %s says', (kept, expected) => {
    const { sent } = cookies(flow, [setting('sid=1; Path=/')], { iterations: 2, plan: { cookies: kept } });
    expect(sent).toEqual(expected);
  });

  it('go with a redirect that sets them, and to no other host', () => {
    const to = (location: string, field: string) => setting(field, { status: 302, headers: { location } });
    const { sent } = cookies(flow.slice(0, 1), [
      to('/next', 'a=1; Path=/'),
      to('http://127.0.0.1:4000/', 'b=2; Path=/'),
      to(`${origin}/end`, 'c=3'),
    ]);
    expect(sent).toEqual([null, 'a=1', null, 'a=1; b=2']);
  });

  it('stand behind those that the step gives, which win', () => {
    const own = get('/me', { headers: [['cookie', 'sid=mine; x=y']] });
    const { sent } = cookies([get('/login'), own, get('/me')], [setting('sid=1; Path=/\nlang=de; Path=/')]);
    expect(sent).toEqual([null, 'sid=mine; x=y; lang=de', 'sid=1; lang=de']);
  });

  it('are in no failure', () => {
    const { meter } = cookies(
      [get('/login'), get('/me?back=s3cr3t-value')],
      [
        setting('sid=s3cr3t-value; Path=/'),
        { afterMs: 10, status: 500, body: 'session s3cr3t-value is gone' },
      ],
    );
    expect(meter.failures).toMatchObject([{ url: `${origin}/me?back=***`, excerpt: 'session *** is gone' }]);
  });
});
