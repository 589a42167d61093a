import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import { parseCondition } from '../../../../src/scenario/expression/condition.ts';
import type { Plan, PlannedStep } from '../../../../src/scenario/plan/plan.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { plannedRequest, plannedScenario, planOf } from '../../../support/plans.ts';

const origin = 'http://127.0.0.1:3000';

interface Setup {
  readonly answer?: (request: SentRequest, index: number) => FakeAnswer;
  readonly randoms?: readonly number[];
  readonly flows?: Plan['flows'];
  readonly pacingMs?: number;
}

/** A user who goes once through `steps`; every answer takes 10 ms. */
function run(steps: PlannedStep[], forMs: number, { answer, randoms, flows = {}, pacingMs = 0 }: Setup = {}) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, answer ?? (() => ({ afterMs: 10 })));
  const scenario = plannedScenario({ kind: 'constant-vus', vus: 1, durationMs: 60_000 }, { pacingMs });
  const base = planOf(origin, scenario, steps);
  const compiled = compilePlan({ ...base, slots: SLOTS, flows: { ...base.flows, ...flows } });
  const left = [...(randoms ?? [])];
  const ports = { clock, requesters: network, meter, random: () => left.shift() ?? 0.5, beganMs: () => 0 };
  const user = new VirtualUser({
    id: 1,
    program: compiled.programs[0]!,
    ports,
    backsOff: true,
    onIdle: () => undefined,
  });
  user.begin(null);
  clock.advance(forMs);
  const sent = network.sent.map(({ path, atMs }) => `${path} ${atMs}`);
  return { clock, meter, user, sent, compiled };
}

const get = (path: string, overrides: Parameters<typeof plannedRequest>[1] = {}) =>
  plannedRequest(origin, { path, name: `GET ${path}`, ...overrides });
const group = (name: string, ...steps: PlannedStep[]): PlannedStep => ({ kind: 'group', name, steps });
const times = (count: number, steps: PlannedStep[], everyMs = 0): PlannedStep => ({
  kind: 'repeat',
  everyMs,
  rule: { kind: 'count', count },
  steps,
});

const SLOTS = ['id', 'none'];

function conditionOf(text: string) {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const any = parsed.any.map((terms) =>
    terms.map(({ operand, ...term }) => {
      if (operand.kind !== 'variable') return { operand, ...term };
      return { operand: { kind: 'variable' as const, slot: SLOTS.indexOf(operand.name) }, ...term };
    }),
  );
  return { text, any };
}

interface Limits {
  readonly everyMs?: number;
  readonly maxTurns?: number;
  readonly maxMs?: number;
  readonly stopOnFail?: boolean;
}

function until(text: string, steps: PlannedStep[], limits: Limits = {}): PlannedStep {
  const { everyMs = 1000, maxTurns = null, maxMs = null, stopOnFail = false } = limits;
  const place = { line: 7, column: 3 };
  const condition = conditionOf(text);
  return {
    kind: 'repeat',
    everyMs,
    rule: { kind: 'until', condition, maxTurns, maxMs, stopOnFail, place },
    steps,
  };
}

function when(text: string, steps: PlannedStep[], otherwise: PlannedStep[] = []): PlannedStep {
  return { kind: 'when', condition: conditionOf(text), steps, otherwise };
}

describe('group', () => {
  it('its time is from its first step to its last, pauses and inner groups included', () => {
    const { meter, compiled } = run(
      [
        get('/a'),
        group('shop', get('/b'), { kind: 'think', minMs: 100, maxMs: 100 }, group('pay', get('/c'))),
      ],
      1000,
    );
    expect(compiled.groups).toEqual([
      { scenario: 0, path: '::shop' },
      { scenario: 0, path: '::shop::pay' },
    ]);
    expect(meter.groups).toEqual([
      { group: 1, durationUs: 10_000 },
      { group: 0, durationUs: 120_000 },
    ]);
  });

  it('its requests carry the tag, which no other tag can take the place of', () => {
    const { compiled } = run(
      [get('/a'), group('shop', group('pay', get('/b', { tags: { group: 'x' } })))],
      100,
    );
    expect(compiled.series.map((one) => one.tags)).toEqual([{}, { group: '::shop::pay' }]);
  });

  it('is counted where a failed request ends the iteration, and not where a stop cuts it', () => {
    const steps = [group('a', group('b', get('/x', { stopOnFail: true }), get('/y')))];
    const failed = run(steps, 1000, { answer: () => ({ afterMs: 10, status: 500 }) });
    expect(failed.sent).toEqual(['/x 0']);
    expect(failed.meter.groups.map((one) => one.group)).toEqual([1, 0]);
    expect(failed.meter.iterations).toEqual([10_000]);
    const cut = run(steps, 5);
    cut.user.cut();
    expect(cut.meter.groups).toEqual([]);
    cut.user.begin(null);
    cut.clock.advance(1000);
    expect(cut.meter.groups.map((one) => one.durationUs)).toEqual([20_000, 20_000]);
  });
});

describe('repeat', () => {
  it('a count of turns, in each other too', () => {
    expect(run([times(2, [get('/a'), times(3, [get('/b')])]), get('/c')], 1000).sent.join(' ')).toBe(
      '/a 0 /b 10 /b 20 /b 30 /a 40 /b 50 /b 60 /b 70 /c 80',
    );
  });

  it('0 times is not at all', () => {
    expect(run([times(0, [get('/a')]), get('/b')], 100).sent).toEqual(['/b 0']);
  });

  it('every is from start to start, and none where a turn takes longer', () => {
    const answer = (_: SentRequest, index: number) => ({ afterMs: index === 1 ? 250 : 10 });
    expect(run([times(4, [get('/a')], 100)], 5000, { answer }).sent).toEqual([
      '/a 0',
      '/a 100',
      '/a 350',
      '/a 450',
    ]);
  });

  it('with nothing to wait for it gives way all the same, a millisecond a turn', () => {
    const { meter, sent } = run([times(1000, [{ kind: 'think', minMs: 0, maxMs: 0 }]), get('/a')], 2000);
    expect(sent).toEqual(['/a 999']);
    expect(meter.iterations).toHaveLength(1);
  });

  it('until: polls until the answer is there', () => {
    const answer = (_: SentRequest, index: number) => ({
      afterMs: 10,
      body: index < 2 ? '{"state":"running"}' : '{"state":"done"}',
    });
    const steps = [
      until('$.state == "done"', [get('/import')], { everyMs: 500, maxMs: 60_000 }),
      get('/end'),
    ];
    const { sent, meter, compiled } = run(steps, 5000, { answer });
    expect(sent).toEqual(['/import 0', '/import 500', '/import 1000', '/end 1010']);
    expect(meter.checks).toEqual([{ check: 0, passed: true }]);
    expect(compiled.checks).toEqual([{ name: 'until $.state == "done"', series: 0 }]);
  });

  it('until: no turn starts after max; then a check fails, and the iteration goes on', () => {
    const steps = [until('status == 201', [get('/import')], { everyMs: 1000, maxMs: 3000 }), get('/end')];
    const { sent, meter } = run(steps, 60_000);
    expect(sent).toEqual(['/import 0', '/import 1000', '/import 2000', '/import 3000', '/end 3010']);
    expect(meter.checks).toEqual([{ check: 0, passed: false }]);
    expect(meter.failures).toMatchObject([
      {
        name: 'GET /import',
        status: 200,
        reason: 'gave up after 4 turns: expected status == 201',
        place: { line: 7, column: 3 },
      },
    ]);
  });

  it('until: max may be turns, and stopOnFail ends the iteration', () => {
    const steps = [
      group('g', until('status == 201', [get('/import')], { everyMs: 0, maxTurns: 2, stopOnFail: true })),
      get('/end'),
    ];
    const { sent, meter } = run(steps, 60_000);
    expect(sent).toEqual(['/import 0', '/import 10']);
    expect(meter.groups).toEqual([{ group: 0, durationUs: 20_000 }]);
    expect(meter.iterations).toEqual([20_000]);
  });
});

describe('when', () => {
  const state = (value: unknown) => () => ({
    afterMs: 10,
    status: 202,
    headers: { location: '/login?x' },
    body: JSON.stringify({ state: value, text: 'a b' }),
  });

  it.each([
    ['status == 202', true],
    ['status != 202', false],
    ['status >= 200 and status < 300', true],
    ['status == 200 or status == 202', true],
    ['$.state == 5', true],
    ['$.state == "5"', false],
    ['$.state > 4.5', true],
    ['$.state <= 4.5', false],
    ['$.none exists', false],
    ['$.none missing', true],
    ['$.none length > 0', false],
    ['body length > 1', true],
    ['status length > 0', false],
    ['$.none != 1', true],
    ['$.none < 1', false],
    ['$.text contains "a b"', true],
    ['$.text matches ^b', false],
    ['header.Location contains /login', true],
    ['header.x-none == ""', false],
    ['body contains state', true],
  ])('%s: %s', (text, holds) => {
    const steps = [get('/a'), when(text, [get('/yes')], [get('/no')]), get('/end')];
    expect(run(steps, 100, { answer: state(5) }).sent).toEqual([
      '/a 0',
      holds ? '/yes 10' : '/no 10',
      '/end 20',
    ]);
  });

  it('looks at the response before it, not at an earlier one, also after a pause', () => {
    const answer = ({ path }: SentRequest) => ({
      afterMs: 10,
      body: path === '/b' ? 'no json' : '{"ok":true}',
    });
    const pause: PlannedStep = { kind: 'think', minMs: 50, maxMs: 50 };
    const steps = [get('/a'), get('/b'), pause, when('$.ok == true', [get('/yes')])];
    expect(run(steps, 1000, { answer }).sent).toEqual(['/a 0', '/b 10']);
    expect(run(steps.slice(0, 1).concat(steps.slice(2)), 1000, { answer }).sent).toEqual(['/a 0', '/yes 60']);
  });

  it('no condition holds before the first response of an iteration', () => {
    const { sent, user, clock } = run([when('status != 5', [get('/yes')], [get('/no')])], 100);
    expect(sent).toEqual(['/no 0']);
    user.begin(null);
    clock.advance(100);
    expect(user.iter).toBe(2);
  });

  it.each([
    ['var.id == 17', true],
    ['var.id == "17"', true],
    ['var.id != ""', true],
    ['var.id > 16 and var.id < 18', true],
    ['var.id contains 7', true],
    ['var.none != ""', false],
    ['var.none == ""', true],
    ['var.none exists', false],
    ['var.none missing', true],
    ['var.none length == 0', false],
  ])('a captured value of 17: %s: %s', (text, holds) => {
    const captures = [{ slot: 0, name: 'id', from: 'json' as const, what: '$.id' }];
    const steps = [get('/a', { captures }), get('/b'), when(text, [get('/yes')], [get('/no')])];
    const answer = () => ({ afterMs: 10, body: '{"id":17}' });
    expect(run(steps, 100, { answer }).sent.at(-1)).toBe(holds ? '/yes 20' : '/no 20');
  });

  it('a condition on a variable needs no response', () => {
    expect(run([when('var.none == ""', [get('/yes')])], 100).sent).toEqual(['/yes 0']);
  });

  it('keeps a body only where a condition can look at it', () => {
    const steps = [get('/a'), get('/b'), when('$.x == 1', [get('/c')]), get('/d')];
    const { instructions } = run(steps, 0).compiled.programs[0]!;
    const kept = instructions.flatMap((one) =>
      one.kind === 'request' ? [[one.planned.path, one.observes.length]] : [],
    );
    expect(kept).toEqual([
      ['/a', 0],
      ['/b', 1],
      ['/c', 0],
      ['/d', 0],
    ]);
  });
});

describe('call', () => {
  it('runs the steps of the other flow in its place; in one group it is one endpoint', () => {
    const flows = { login: [get('/login'), { kind: 'think' as const, minMs: 5, maxMs: 5 }] };
    const call: PlannedStep = { kind: 'call', flow: 'login' };
    const { sent, compiled } = run([call, get('/a'), call, group('g', call)], 1000, { flows });
    expect(sent).toEqual(['/login 0', '/a 15', '/login 25', '/login 40']);
    expect(compiled.series.map((one) => [one.path, one.tags.group])).toEqual([
      ['/login', undefined],
      ['/a', undefined],
      ['/login', '::g'],
    ]);
  });
});

describe('think by the normal distribution', () => {
  const think: PlannedStep = { kind: 'normalThink', meanMs: 1000, deviationMs: 300 };
  it.each([
    // Box and Muller: sqrt(-2 ln(1 - u)) cos(2 pi v).
    [1 - Math.exp(-0.5), 0, 1300],
    [1 - Math.exp(-0.5), 0.5, 700],
    [1 - Math.exp(-2), 0, 1600],
    [1 - Math.exp(-50), 0, 1900],
    [0, 0.3, 1000],
  ])('%f, %f: %d ms', (u, v, expectedMs) => {
    expect(run([think, get('/a')], 5000, { randoms: [u, v] }).sent).toEqual([`/a ${expectedMs}`]);
  });

  it('is never negative', () => {
    const wide: PlannedStep = { kind: 'normalThink', meanMs: 100, deviationMs: 300 };
    expect(run([wide, get('/a')], 5000, { randoms: [1 - Math.exp(-0.5), 0.5] }).sent).toEqual(['/a 0']);
  });
});

describe('pacing', () => {
  it('makes an iteration take its time, the pause included in it', () => {
    const { meter, user, clock } = run([get('/a')], 99, { pacingMs: 100 });
    expect(user.active).toBe(true);
    clock.advance(1);
    expect(user.active).toBe(false);
    expect(meter.iterations).toEqual([100_000]);
  });

  it('one that takes longer does not wait; one that a failure ends does', () => {
    expect(run([get('/a')], 1000, { pacingMs: 5 }).meter.iterations).toEqual([10_000]);
    const answer = () => ({ afterMs: 10, status: 500 });
    const failed = run([get('/a', { stopOnFail: true }), get('/b')], 1000, { pacingMs: 50, answer });
    expect(failed.sent).toEqual(['/a 0']);
    expect(failed.meter.iterations).toEqual([50_000]);
  });
});
