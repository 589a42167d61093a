import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import type { Plan } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { fileWith, planOf } from '../../scenario/parts.ts';

/** Users of a plan, on a clock of their own. */
function usersOf(plan: Plan, count: number, answer: (request: SentRequest, index: number) => FakeAnswer) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, answer);
  const compiled = compilePlan(plan);
  const [program] = compiled.programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: Math.random, beganMs: () => 0 };
  const users = Array.from(
    { length: count },
    (_, index) => new VirtualUser({ id: index + 1, program, ports, backsOff: true, onIdle: () => undefined }),
  );
  const paths = () => network.sent.map((request) => request.path);
  return { clock, meter, network, users, paths, checks: compiled.checks };
}

const LOGIN = `  - { POST: /login, capture: { token: $.token } }
  - { GET: /me, headers: { Authorization: "Bearer \${token}" } }
`;

describe('captured values', () => {
  it('go into the later requests of the same user, and of no other', () => {
    const { users, clock, network, meter, checks } = usersOf(planOf(fileWith(LOGIN)), 2, (_, index) => ({
      afterMs: 10,
      body: JSON.stringify({ token: `t${index}` }),
    }));
    for (const user of users) user.begin(null);
    clock.advance(100);
    expect(network.sent.slice(2).map((request) => request.headers)).toEqual([
      ['Authorization', 'Bearer t0'],
      ['Authorization', 'Bearer t1'],
    ]);
    expect(checks.map((check) => check.name)).toEqual(['capture token']);
    expect(meter.checks).toEqual([
      { check: 0, passed: true },
      { check: 0, passed: true },
    ]);
    expect(meter.failures).toEqual([]);
  });

  it('one that is not found ends the iteration there, as a failed check at the line of the step', () => {
    const { users, clock, paths, meter } = usersOf(planOf(fileWith(LOGIN)), 2, (_, index) => ({
      afterMs: 10,
      status: index === 0 ? 401 : 200,
      body: index === 0 ? '{"error":"no"}' : '{"token":"t"}',
    }));
    for (const user of users) user.begin(null);
    clock.advance(100);
    expect(paths()).toEqual(['/login', '/login', '/me']);
    expect(meter.checks).toEqual([
      { check: 0, passed: false },
      { check: 0, passed: true },
    ]);
    expect(meter.iterations).toEqual([10_000, 20_000]);
    expect(meter.failures).toMatchObject([
      {
        reason: 'status 401; nothing to capture as token: the body has nothing at $.token',
        place: { line: 4, column: 7 },
      },
    ]);
  });

  it('a response that never came ends the iteration too', () => {
    const error = { code: 1220, reason: 'connection reset' };
    const { users, clock, meter } = usersOf(planOf(fileWith(LOGIN)), 1, () => ({ afterMs: 10, error }));
    users[0]?.begin(null);
    clock.advance(1000);
    expect(meter.checks).toEqual([{ check: 0, passed: false }]);
    expect(meter.samples).toHaveLength(1);
  });

  it.each(['/orders/7?a=1', 'http://localhost:3000/orders/7?a=1'])('a Location %s is a path', (location) => {
    const steps = `  - { POST: /, capture: { next: { header: location } } }\n  - GET: "\${next}"\n`;
    const answer = () => ({ afterMs: 1, headers: { location } });
    const { users, clock, paths } = usersOf(planOf(fileWith(steps)), 1, answer);
    users[0]?.begin(null);
    clock.advance(10);
    expect(paths()).toEqual(['/', '/orders/7?a=1']);
  });

  it('are forgotten when the next iteration begins', () => {
    const steps = `  - GET: "/\${seen:-first}"\n  - { GET: /, capture: { seen: { header: x } } }\n`;
    const { users, clock, paths } = usersOf(planOf(fileWith(steps)), 1, () => ({
      afterMs: 1,
      headers: { x: 'again' },
    }));
    for (let iteration = 0; iteration < 2; iteration++) {
      users[0]?.begin(null);
      clock.advance(10);
    }
    expect(paths()).toEqual(['/first', '/', '/first', '/']);
  });

  it('secret ones are in no failure: not in its URL, its reason or its excerpt', () => {
    const steps = `  - { POST: /login, capture: { session: { header: x } } }
  - { GET: "/s/\${session}?a=1", expect: { header: { x: other } } }
`;
    const { users, clock, meter } = usersOf(planOf(fileWith(steps)), 1, () => ({
      afterMs: 1,
      headers: { x: 'hush/hush' },
      body: 'for hush/hush alone',
    }));
    users[0]?.begin(null);
    clock.advance(10);
    expect(meter.failures).toMatchObject([
      {
        url: 'http://localhost:3000/s/***?a=1',
        reason: 'expected header x other, got ***',
        excerpt: 'for *** alone',
      },
    ]);
  });
});

describe('headers of secrets that are put together', () => {
  it('hide the values, and leave names and scheme for what they are', () => {
    const steps = `  - { POST: /login, capture: { token: { header: x } } }
  - { GET: /, headers: { Authorization: "Bearer \${token}", Cookie: "sid=\${token}; a=constant" } }
`;
    const { users, clock, meter } = usersOf(planOf(fileWith(steps)), 1, (_, index) => ({
      afterMs: 1,
      status: index === 0 ? 200 : 500,
      headers: { x: 'abc' },
      body: 'Bearer of constant news, sid=abc',
    }));
    users[0]?.begin(null);
    clock.advance(10);
    expect(meter.failures[0]?.excerpt).toBe('Bearer of *** news, sid=***');
  });
});

describe('seed', () => {
  const steps = `  - pick: [{ steps: [{ GET: "/a/\${random.int(1, 1000000)}" }] }, { steps: [{ GET: "/b/\${uuid}" }] }]
  - think: 1ms..1s
  - GET: "/c/\${random.string(8)}"
`;
  const sent = (top: string) => {
    const { users, clock, network } = usersOf(planOf(fileWith(steps, top)), 2, () => ({ afterMs: 1 }));
    for (const user of users) user.begin(null);
    clock.advance(5000);
    return network.sent.map(({ path, atMs }) => `${atMs} ${path}`);
  };

  it('makes what is random the same in every run, and different for each user', () => {
    const first = sent('seed: 42\n');
    expect(sent('seed: 42\n')).toEqual(first);
    expect(new Set(first).size).toBe(4);
    expect(sent('seed: 43\n')).not.toEqual(first);
    expect(sent('')).not.toEqual(sent(''));
  });
});

describe("metrics of the user's", () => {
  it('take numbers of the response and of what is captured; each that there is none of fails a check', () => {
    const steps = `  - GET: /
    capture: { price: $.price }
    metric: { total: $.total, price: { gauge: "\${price}" }, fresh: { rate: $.fresh }, calls: { counter: 1 } }
`;
    const answers = [
      '{"price":"12.5","total":3,"fresh":true}',
      '{"price":"free","total":"4","fresh":false}',
      '{"price":1,"total":[],"fresh":null}',
      '<html>',
    ];
    const { users, clock, meter, checks } = usersOf(planOf(fileWith(steps)), 1, (_, index) => ({
      afterMs: 10,
      body: answers[index] ?? '',
    }));
    for (const _ of answers) {
      users[0]?.begin(null);
      clock.advance(100);
    }
    // 0 is total, 1 price, 2 fresh, 3 calls.
    expect(meter.values.map(({ metric, value }) => [metric, value])).toEqual([
      ...[
        [0, 3],
        [1, 12.5],
        [2, 1],
        [3, 1],
      ],
      ...[
        [0, 4],
        [2, 0],
        [3, 1],
      ],
      ...[
        [1, 1],
        [3, 1],
      ],
      ...[[3, 1]],
    ]);
    const failed = meter.checks.filter((one) => !one.passed).map((one) => checks[one.check]?.name);
    expect(failed).toEqual([
      'metric price',
      ...['metric total', 'metric fresh'],
      ...['capture price', 'metric total', 'metric price', 'metric fresh'],
    ]);
    expect(meter.failures.map((one) => one.reason)).toEqual([
      'no number for the metric price: "free" is none',
      'no number for the metric total: the body has none at $.total',
      'nothing to capture as price: the body is not JSON: it begins with `<html>`',
    ]);
    expect(meter.iterations).toHaveLength(4);
  });
});
