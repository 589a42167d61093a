import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { TraceIds } from '../../../../src/load/user/traceIds.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import type { Plan } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://localhost:3000';
// W3C Trace Context, section 3.2.2: version, trace-id, parent-id, flags.
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/;

/** The `traceparent` of each request that one user sends, and what was counted. */
function run(plan: Partial<Plan>, answers: readonly FakeAnswer[] = [], headers: [string, string][] = []) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, (_, index) => answers[index] ?? { afterMs: 10 });
  const executor = { kind: 'constant-vus', vus: 1, durationMs: 60_000 } as const;
  const steps = ['/a', '/b'].map((path) => plannedRequest(origin, { path, name: path, headers }));
  const [program] = compilePlan(planOf(origin, plannedScenario(executor), steps, plan)).programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: Math.random, beganMs: () => 0 };
  const user = new VirtualUser({ id: 1, program, ports, backsOff: false, onIdle: () => undefined });
  user.begin(null);
  clock.advance(1000);
  const sent = network.sent.map((one) => {
    const at = one.headers.findIndex(
      (name, index) => index % 2 === 0 && name.toLowerCase() === 'traceparent',
    );
    return at < 0 ? null : (one.headers[at + 1] ?? null);
  });
  return { sent, headers: network.sent.map((one) => one.headers), meter };
}

describe('the traces of a user', () => {
  it('are not there where nobody asks for them', () => {
    const { sent, meter } = run({});
    expect(sent).toEqual([null, null]);
    expect(meter.samples.map((one) => one.traceId)).toEqual(['', '']);
  });

  it('are one for each request, in the form of W3C, and are told with the sample', () => {
    const { sent, meter } = run({ traceparent: true });
    const ids = sent.map((one) => TRACEPARENT.exec(one ?? '')?.[1]);
    expect(new Set(ids).size).toBe(2);
    expect(meter.samples.map((one) => one.traceId)).toEqual(ids);
  });

  it('are by the seed but for their first half, and leave the random numbers of the flow alone', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => run({ traceparent: true, seed }).sent);
    // Behind the version and the first 16 digits.
    const rest = (sent: (string | null)[] | undefined) => sent?.map((id) => id?.slice(19));
    expect(rest(same)).toEqual(rest(one));
    expect(rest(other)).not.toEqual(rest(one));
    const drawn = () => 0.5;
    expect(new TraceIds(7, 1, drawn).begin([])).not.toEqual(new TraceIds(7, 2, drawn).begin([]));
  });

  it('are never those of another run, or of another step of a breakpoint', () => {
    const [one, other] = [1, 2].map(() => run({ traceparent: true, seed: 7 }).meter.samples);
    const ids = [...(one ?? []), ...(other ?? [])].map((sample) => sample.traceId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  it('go on through a redirect, with another span', () => {
    const { sent } = run({ traceparent: true }, [{ afterMs: 10, status: 302, headers: { location: '/c' } }]);
    const [first, second, third] = sent.map((one) => TRACEPARENT.exec(one ?? ''));
    expect(first?.[1]).toBe(second?.[1]);
    expect(first?.[2]).not.toBe(second?.[2]);
    expect(third?.[1]).not.toBe(first?.[1]);
  });

  it('are told with a failure', () => {
    const { sent, meter } = run({ traceparent: true }, [{ afterMs: 10, status: 500 }]);
    expect(meter.failures).toMatchObject([{ traceId: TRACEPARENT.exec(sent[0] ?? '')?.[1] }]);
    expect(run({}, [{ afterMs: 10, status: 500 }]).meter.failures[0]).not.toHaveProperty('traceId');
  });

  it('leave a header of the step as it is, and take its trace', () => {
    const own = '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-00';
    const { sent, meter } = run({ traceparent: true }, [], [['Traceparent', own]]);
    expect(sent).toEqual([own, own]);
    expect(meter.samples[0]?.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(run({ traceparent: true }, [], [['traceparent', 'nonsense']]).meter.samples[0]?.traceId).toBe('');
  });

  it.each(['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', 'nonsense'])(
    'leave the header of a step alone on the way through a redirect: %s',
    (own) => {
      const answers = [{ afterMs: 10, status: 302, headers: { location: '/c' } }];
      const { headers } = run({ traceparent: true }, answers, [['Traceparent', own]]);
      expect(headers).toEqual(Array.from({ length: 3 }, () => ['Traceparent', own]));
    },
  );

  it('are never of noughts alone', () => {
    expect(new TraceIds(null, 1, () => 0).begin([])[1]).toMatch(/^00-(00000001){4}-(00000001){2}-01$/);
  });
});
