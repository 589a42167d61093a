import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import type { PlannedCheck, PlannedStep } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

interface Setup {
  readonly answer?: (request: SentRequest, index: number) => FakeAnswer;
  readonly randoms?: readonly number[];
  readonly backsOff?: boolean;
  readonly again?: boolean;
}

/** A user who goes through `steps`; `again` has it begin anew whenever it is idle. */
function userOf(steps: PlannedStep[], { answer, randoms, backsOff = true, again = false }: Setup = {}) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, answer ?? (() => ({ afterMs: 10 })));
  const executor = { kind: 'constant-vus', vus: 1, durationMs: 60_000 } as const;
  const plan = planOf(origin, plannedScenario(executor), steps);
  const [program] = compilePlan(plan).programs;
  const left = [...(randoms ?? [])];
  const ports = { clock, requesters: network, meter, random: () => left.shift() ?? 0.5, beganMs: () => 0 };
  let idle = 0;
  const user = new VirtualUser({
    id: 3,
    program: program!,
    ports,
    backsOff,
    onIdle: (one) => {
      idle++;
      if (again) one.begin(null);
    },
  });
  return { clock, meter, network, user, idle: () => idle };
}

const get = (path: string, overrides: Parameters<typeof plannedRequest>[1] = {}) =>
  plannedRequest(origin, { path, name: `GET ${path}`, ...overrides });

describe('a virtual user', () => {
  it('goes through the steps in order, each request when the one before has ended', () => {
    const { clock, network, user, meter, idle } = userOf([
      get('/a'),
      { kind: 'think', minMs: 500, maxMs: 500 },
      get('/b'),
    ]);
    user.begin(null);
    clock.advance(10_000);
    expect(network.sent.map(({ path, atMs }) => [path, atMs])).toEqual([
      ['/a', 0],
      ['/b', 510],
    ]);
    expect(meter.iterations).toEqual([520_000]);
    expect(idle()).toBe(1);
  });

  it('keeps one connection for all its requests, and closes it when it leaves', () => {
    const { clock, network, user } = userOf([get('/a'), get('/b')]);
    user.begin(null);
    clock.advance(100);
    user.begin(null);
    clock.advance(100);
    expect(network.opened).toBe(1);
    user.leave();
    expect(network.closed).toBe(1);
  });

  it('thinks for a time between both ends of a range', () => {
    const { clock, network, user } = userOf([{ kind: 'think', minMs: 100, maxMs: 300 }, get('/a')], {
      randoms: [0.25],
    });
    user.begin(null);
    clock.advance(1000);
    expect(network.sent[0]?.atMs).toBe(150);
  });

  it.each([
    [0, '/rare'],
    [0.19, '/rare'],
    [0.2, '/often'],
    [0.999, '/often'],
  ])('takes the branch of a pick by its weight: %f of 1 + 4 → %s', (random, path) => {
    const pick: PlannedStep = {
      kind: 'pick',
      branches: [
        { weight: 1, steps: [get('/rare')] },
        { weight: 4, steps: [get('/often')] },
      ],
    };
    const { clock, network, user } = userOf([pick, get('/after')], { randoms: [random] });
    user.begin(null);
    clock.advance(100);
    expect(network.sent.map((one) => one.path)).toEqual([path, '/after']);
  });

  it('evaluates expressions anew for each request', () => {
    const steps = [
      get('', {
        path: ['/u', { call: 'vu', args: [] }, '/', { call: 'iter', args: [] }],
        headers: [['x-n', [{ call: 'random.int', args: [1, 9] }]]],
        body: ['{"n":', { call: 'iter', args: [] }, '}'],
      }),
    ];
    const { clock, network, user } = userOf(steps, { randoms: [0, 0.99], again: true });
    user.begin(null);
    clock.advance(15);
    expect(network.sent.map(({ path, headers, body }) => [path, headers[1], body])).toEqual([
      ['/u3/0', '1', '{"n":0}'],
      ['/u3/1', '9', '{"n":1}'],
    ]);
  });

  it('percent-encodes what an expression put into a path and a request line cannot hold', () => {
    const { network, user } = userOf([
      get('', { path: ['/s?q=', { call: 'random.item', args: ['a b\r\nü'] }] }),
    ]);
    user.begin(null);
    expect(network.sent[0]?.path).toBe('/s?q=a%20b%0D%0A%C3%BC');
  });

  it('does not hang on a flow that neither sends nor waits', () => {
    const { clock, meter, user } = userOf([{ kind: 'think', minMs: 0, maxMs: 0 }], { again: true });
    user.begin(null);
    clock.advance(1000);
    expect(meter.iterations).toHaveLength(1000);
  });
});

describe('the latency that a virtual user counts', () => {
  it('is the service time in the closed model', () => {
    const { clock, meter, user } = userOf([get('/a')]);
    clock.advance(1000);
    user.begin(null);
    clock.advance(100);
    expect(meter.samples[0]).toMatchObject({ durationUs: 10_000, serviceUs: 10_000 });
  });

  it('counts from the intended start in the open model, later requests from when the user was ready', () => {
    const { clock, meter, user } = userOf([get('/a'), { kind: 'think', minMs: 40, maxMs: 40 }, get('/b')]);
    clock.advance(1000);
    user.begin(970);
    clock.advance(100);
    expect(meter.samples.map(({ durationUs, serviceUs }) => [durationUs, serviceUs])).toEqual([
      [40_000, 10_000],
      [10_000, 10_000],
    ]);
  });
});

describe('failures', () => {
  const failing = (status: number) => () => ({ afterMs: 10, status });

  it('are statuses outside 200 to 399, with k6 error codes', () => {
    for (const [status, failed, errorCode] of [
      [204, false, 0],
      [302, false, 0],
      [404, true, 1404],
      [503, true, 1503],
    ] as const) {
      const { clock, meter, user } = userOf([get('/a')], { answer: failing(status) });
      user.begin(null);
      clock.advance(100);
      expect(meter.samples[0], String(status)).toMatchObject({ status, failed, errorCode });
    }
  });

  it('are not statuses that the step expects', () => {
    const checks: PlannedCheck[] = [
      { kind: 'status', name: 'status is 404', accept: [{ from: 404, to: 404 }] },
    ];
    const { clock, meter, user } = userOf([get('/a', { checks })], { answer: failing(404) });
    user.begin(null);
    clock.advance(100);
    expect(meter.samples[0]?.failed).toBe(false);
    expect(meter.checks).toEqual([{ check: 0, passed: true }]);
    expect(meter.failures).toEqual([]);
  });

  it('go on with the flow, and end the iteration with stopOnFail', () => {
    for (const [stopOnFail, paths] of [
      [false, ['/a', '/b']],
      [true, ['/a']],
    ] as const) {
      const { clock, network, meter, user } = userOf([get('/a', { stopOnFail }), get('/b')], {
        answer: failing(500),
      });
      user.begin(null);
      clock.advance(100);
      expect(network.sent.map((one) => one.path)).toEqual(paths);
      expect(meter.iterations).toHaveLength(1);
      // Under the kind of the failure, by which it is found among the others.
      expect(meter.endedBy).toEqual(stopOnFail ? meter.kinds.slice(0, 1) : []);
    }
  });

  it('that ended an iteration say nothing of the next one', () => {
    let status = 500;
    const { clock, meter, user } = userOf([get('/a', { stopOnFail: true }), get('/b')], {
      answer: () => ({ afterMs: 10, status }),
    });
    user.begin(null);
    clock.advance(100);
    status = 200;
    user.begin(null);
    clock.advance(100);
    expect(meter.iterations).toHaveLength(2);
    expect(meter.endedBy).toEqual(meter.kinds);
    expect(meter.kinds).toHaveLength(1);
  });

  it('fail every check where no response came', () => {
    const checks: PlannedCheck[] = [
      { kind: 'status', name: 'a', accept: [{ from: 200, to: 299 }] },
      { kind: 'body', name: 'b', match: 'contains', value: '' },
    ];
    const error = { code: 1220, reason: 'the server reset the connection' };
    const { clock, meter, user } = userOf([get('/a', { checks })], {
      answer: () => ({ afterMs: 1, error }),
    });
    user.begin(null);
    clock.advance(100);
    expect(meter.checks.map((one) => one.passed)).toEqual([false, false]);
    expect(meter.samples[0]).toMatchObject({ status: 0, errorCode: 1220, failed: true });
    expect(meter.failures[0]).toMatchObject({ status: 0, errorCode: 1220, reason: error.reason });
  });

  it('are told with what was expected, and nothing secret', () => {
    const request = get('/login?token=abc123', {
      headers: [['Authorization', 'Bearer s3cr3t-value']],
      checks: [{ kind: 'jsonPath', name: 'ok', path: '$.status', equals: 'ok' }],
      place: { line: 7, column: 5 },
    });
    const body = '{"status":"bad","you_sent":"s3cr3t-value","password":"hunter2"}';
    const { clock, meter, user } = userOf([request], { answer: () => ({ afterMs: 10, status: 200, body }) });
    user.begin(null);
    clock.advance(100);
    expect(meter.failures).toEqual([
      {
        kind: '7:5 GET GET /login?token=abc123 200 0 check 0',
        elapsedMs: 10,
        scenario: 'default',
        name: 'GET /login?token=abc123',
        method: 'GET',
        url: 'http://127.0.0.1:3000/login?token=***',
        status: 200,
        errorCode: 0,
        reason: 'expected $.status to be "ok", got "bad"',
        excerpt: '{"status":"bad","you_sent":"***","password":"***"}',
        place: { line: 7, column: 5 },
      },
    ]);
  });

  it('show 400 characters of the body at most, and are not made up where none is wanted', () => {
    const answer = () => ({ afterMs: 10, status: 500, body: 'x'.repeat(5000) });
    const { clock, meter, user } = userOf([get('/a')], { answer, again: true });
    user.begin(null);
    clock.advance(15);
    expect(meter.failures[0]?.excerpt).toHaveLength(400);
    meter.wantsFailures = false;
    clock.advance(100);
    expect(meter.failures).toHaveLength(1);
  });

  it('of the connection slow a closed user down to ten a second, until a response comes', () => {
    const error = { code: 1212, reason: 'refused' };
    const answer = ({ atMs }: SentRequest) => (atMs < 10_000 ? { afterMs: 0, error } : { afterMs: 10 });
    const { clock, network, user } = userOf([get('/a')], { answer, again: true });
    user.begin(null);
    clock.advance(10_000);
    expect(network.sent.length).toBeGreaterThan(95);
    expect(network.sent.length).toBeLessThan(110);
    const down = network.sent.length;
    clock.advance(1100);
    expect(network.sent.length - down).toBeGreaterThanOrEqual(100);
  });

  it('of the connection do not slow an open user down: the plan sets the pace', () => {
    const error = { code: 1212, reason: 'refused' };
    const { clock, user, idle } = userOf([get('/a')], {
      answer: () => ({ afterMs: 0, error }),
      backsOff: false,
    });
    user.begin(0);
    clock.advance(0);
    expect(idle()).toBe(1);
  });
});

describe('cutting a user off', () => {
  it('counts the iteration as interrupted and closes the connection, in a request or in a pause', () => {
    for (const steps of [[get('/slow')], [get('/a'), { kind: 'think', minMs: 5000, maxMs: 5000 } as const]]) {
      const { clock, meter, network, user, idle } = userOf(steps, {
        answer: ({ path }) => ({ afterMs: path === '/slow' ? 5000 : 10 }),
      });
      user.begin(null);
      clock.advance(100);
      user.cut();
      clock.advance(10_000);
      expect(meter.interruptedCount).toBe(1);
      // In the pause there is no request that could be without an answer.
      expect(meter.unansweredCount).toBe(steps.length === 1 ? 1 : 0);
      expect(meter.iterations).toEqual([]);
      expect(network.closed).toBe(1);
      expect(idle()).toBe(0);
      expect(clock.pending).toBe(0);
    }
  });
});

describe('an expectation that fails the request', () => {
  const checks: PlannedCheck[] = [{ kind: 'body', name: 'b', match: 'contains', value: 'yes' }];
  const answer = (_: SentRequest, index: number) => ({ afterMs: 10, body: index === 0 ? 'no' : 'yes' });

  it.each([
    [true as const, [true, false]],
    [undefined, [false, false]],
  ])('%s: failed %j, and a check either way', (checksFail, failed) => {
    const step = get('/a', { checks, ...(checksFail === undefined ? {} : { checksFail }) });
    const { clock, meter, user } = userOf([step, step], { answer });
    user.begin(null);
    clock.advance(100);
    expect(meter.samples.map((one) => one.failed)).toEqual(failed);
    expect(meter.checks.map((one) => one.passed)).toEqual([false, true]);
    expect(meter.failures.map((one) => one.reason)).toEqual(['expected a body that contains yes']);
  });

  it('its time counts from the intended start, as the response time does', () => {
    const late: PlannedCheck[] = [{ kind: 'duration', name: 'd', comparison: '<', limitMs: 50 }];
    const { clock, meter, user } = userOf([get('/a', { checks: late, checksFail: true })]);
    clock.advance(60);
    user.begin(15);
    clock.advance(100);
    // 45 ms late, and 10 more until the answer.
    expect(meter.samples.map((one) => [one.durationUs, one.failed])).toEqual([[55_000, true]]);
    expect(meter.failures.map((one) => one.reason)).toEqual(['expected a response time < 50ms, got 55ms']);
  });
});
