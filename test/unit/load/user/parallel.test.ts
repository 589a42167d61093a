import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { VirtualUser } from '../../../../src/load/user/virtualUser.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { type FakeAnswer, FakeMeter, FakeNetwork, type SentRequest } from '../../../support/fakeLoad.ts';
import { build, fileWith } from '../../scenario/parts.ts';

/** The number at the end of a path is how long its answer takes. */
const bySuffix = ({ path }: SentRequest): FakeAnswer => ({ afterMs: Number(/\d+$/.exec(path)?.[0] ?? 1) });

function userOf(steps: string, answer: (request: SentRequest, index: number) => FakeAnswer = bySuffix) {
  const clock = new FakeClock();
  const meter = new FakeMeter();
  const network = new FakeNetwork(clock, answer);
  // More requests than go to a host at once are warned of.
  const { plan, told } = build(steps.startsWith('target') ? steps : fileWith(steps));
  if (plan === null) throw new Error(told.join('; '));
  const { programs, checks } = compilePlan(plan);
  const [program] = programs;
  if (program === undefined) throw new Error('no program');
  const ports = { clock, requesters: network, meter, random: () => 0.5, beganMs: () => 0 };
  let idle = 0;
  const user = new VirtualUser({ id: 1, program, ports, backsOff: true, onIdle: () => idle++ });
  const sent = () => network.sent.map(({ path, atMs }) => `${atMs} ${path}`);
  return { clock, meter, network, user, sent, checks, idle: () => idle };
}

describe('parallel', () => {
  it('sends its requests at once, each a sample, and goes on when all have ended', () => {
    const { clock, meter, network, user, sent } = userOf(
      '  - parallel: [{ GET: /a/30 }, { GET: /b/10 }, { GET: /c/20 }]\n  - GET: /d/5\n',
    );
    user.begin(null);
    clock.advance(100);
    expect(sent()).toEqual(['0 /a/30', '0 /b/10', '0 /c/20', '30 /d/5']);
    expect(meter.samples.map((one) => one.durationUs)).toEqual([10_000, 20_000, 30_000, 5000]);
    expect(meter.iterations).toEqual([35_000]);
    expect(network.opened).toBe(3);
  });

  it('keeps its connections from one time to the next, and closes them when the user leaves', () => {
    const { clock, network, user } = userOf('  - parallel: [{ GET: /a }, { GET: /b }]\n  - GET: /c\n');
    for (let turn = 0; turn < 3; turn++) {
      user.begin(null);
      clock.advance(100);
    }
    expect([network.sent.length, network.opened, network.closed]).toEqual([9, 2, 0]);
    user.leave();
    expect(network.closed).toBe(2);
  });

  it('has no more under way than 6 to a host, as k6, or as it says', () => {
    const eight = Array.from({ length: 8 }, (_, index) => `{ GET: /${index}/10 }`).join(', ');
    const first = userOf(`  - parallel: [${eight}]\n`);
    first.user.begin(null);
    first.clock.advance(100);
    expect(first.sent().map((one) => one.split(' ')[0])).toEqual(['0', '0', '0', '0', '0', '0', '10', '10']);
    const second = userOf(`  - { parallel: [${eight}], max: 3 }\n`);
    second.user.begin(null);
    second.clock.advance(100);
    expect(second.sent().map((one) => one.split(' ')[0])).toEqual([
      '0',
      '0',
      '0',
      '10',
      '10',
      '10',
      '20',
      '20',
    ]);
    expect(second.network.opened).toBe(3);
  });

  it('a host that is full does not hold up another', () => {
    const steps = `  - parallel: [{ GET: /a/10 }, { GET: /b/10 }, { GET: "http://127.0.0.1:4000/c/10" }]
    maxPerHost: 1
`;
    const { clock, user, sent } = userOf(steps);
    user.begin(null);
    clock.advance(100);
    expect(sent()).toEqual(['0 /a/10', '0 /c/10', '10 /b/10']);
  });

  it('in the open model counts from the intended start, and what had to wait from when it could be sent', () => {
    const { clock, meter, user } = userOf(
      '  - { parallel: [{ GET: /a/10 }, { GET: /b/10 }], max: 1 }\n  - GET: /c/10\n',
    );
    clock.advance(50);
    user.begin(20);
    clock.advance(100);
    expect(meter.samples.map((one) => one.durationUs)).toEqual([40_000, 10_000, 10_000]);
  });

  it('what one captures is known afterwards, whichever ends first', () => {
    const steps = `  - parallel: [{ GET: /a/30, capture: { a: $.v } }, { GET: /b/10, capture: { b: $.v } }]
  - GET: "/\${a}/\${b}"
`;
    const { clock, user, sent } = userOf(steps, (request) => ({
      ...bySuffix(request),
      body: `{"v":"${request.path.charAt(1)}"}`,
    }));
    user.begin(null);
    clock.advance(100);
    expect(sent().at(-1)).toBe('30 /a/b');
  });

  it.each([
    ['stopOnFail: true', ['0 /a/10', '0 /b/20']],
    ['stopOnFail: false', ['0 /a/10', '0 /b/20', '20 /c/10']],
  ])('one that fails with %s: the others still end, and the iteration', (stopOnFail, expected) => {
    const steps = `  - parallel: [{ GET: /a/10, ${stopOnFail} }, { GET: /b/20 }]\n  - GET: /c/10\n`;
    const { clock, meter, user, sent, idle } = userOf(steps, (request) => ({
      ...bySuffix(request),
      status: request.path === '/a/10' ? 500 : 200,
    }));
    user.begin(null);
    clock.advance(100);
    expect(sent()).toEqual(expected);
    expect(meter.samples.filter((one) => one.failed)).toHaveLength(1);
    expect(meter.failures.map(({ url, place }) => [url, place?.line])).toEqual([
      ['http://localhost:3000/a/10', 4],
    ]);
    expect([meter.iterations.length, idle()]).toEqual([1, 1]);
    expect(meter.endedBy).toEqual(stopOnFail === 'stopOnFail: true' ? [meter.failures[0]?.kind] : []);
  });

  it('a stop in the middle counts what has ended, and the iteration as interrupted; nothing comes after', () => {
    const { clock, meter, network, user } = userOf(
      '  - { parallel: [{ GET: /a/10 }, { GET: /b/30 }, { GET: /c/10 }], max: 2 }\n',
    );
    user.begin(null);
    clock.advance(15);
    user.cut();
    clock.advance(100);
    expect([meter.samples.length, meter.interruptedCount, meter.iterations.length]).toEqual([1, 1, 0]);
    expect([network.sent.length, network.closed]).toEqual([3, network.opened]);
    user.begin(null);
    clock.advance(100);
    expect([meter.samples.length, meter.iterations.length]).toEqual([4, 1]);
  });

  it('pauses where no server is met, as after a single request', () => {
    const { clock, meter, user, sent } = userOf(
      '  - parallel: [{ GET: /a }, { GET: /b }]\n  - GET: /c\n',
      () => ({
        afterMs: 10,
        error: { code: 1212, reason: 'refused' },
      }),
    );
    user.begin(null);
    clock.advance(11);
    expect(sent()).toEqual(['0 /a', '0 /b', '11 /c']);
    expect(meter.samples.map((one) => one.errorCode)).toEqual([1212, 1212]);
  });

  it('a condition after it looks at the last of them in the file', () => {
    const steps = `  - parallel: [{ GET: /a/10 }, { GET: /b/5 }]
  - { when: status == 404, steps: [{ GET: /yes }], else: [{ GET: /no }] }
`;
    const { clock, user, sent } = userOf(steps, (request) => ({
      ...bySuffix(request),
      status: request.path === '/b/5' ? 404 : 200,
    }));
    user.begin(null);
    clock.advance(100);
    expect(sent().at(-1)).toBe('10 /yes');
  });

  it('logs in once before it, and once more where a token is refused: only those are sent again', () => {
    const text = `target: http://localhost:3000
auth: { login: { flow: login } }
scenarios: { main: { executor: per-vu-iterations, flow: main } }
flows:
  login: [{ POST: /login, capture: { token: $.t } }]
  main:
    - parallel: [{ GET: /a }, { GET: /b }, { GET: /open, auth: none }]
`;
    let logins = 0;
    const { clock, meter, network, user } = userOf(text, ({ path, headers }) => {
      if (path === '/login') return { afterMs: 5, body: `{"t":"t${++logins}"}` };
      const isOld = headers.includes('Bearer t1');
      return { afterMs: 5, status: isOld && path === '/b' ? 401 : 200 };
    });
    user.begin(null);
    clock.advance(100);
    expect(network.sent.map((one) => one.path)).toEqual(['/login', '/a', '/b', '/open', '/login', '/b']);
    expect(network.sent.at(-1)?.headers).toContain('Bearer t2');
    expect(meter.samples.filter((one) => one.failed).map((one) => one.status)).toEqual([401]);
    expect(meter.iterations).toHaveLength(1);
  });

  it('in the login itself leaves alone what is sent again once it is done', () => {
    const text = `target: http://localhost:3000
auth: { login: { flow: login } }
scenarios: { main: { executor: per-vu-iterations, flow: main } }
flows:
  login:
    - parallel: [{ GET: /l1 }, { GET: /l2 }]
    - { POST: /login, capture: { token: $.t } }
  main:
    - parallel: [{ GET: /a }, { POST: /order }]
`;
    let logins = 0;
    const { clock, network, user } = userOf(text, ({ path, headers }) => {
      if (path === '/login') return { afterMs: 5, body: `{"t":"t${++logins}"}` };
      return { afterMs: 5, status: headers.includes('Bearer t1') && path === '/a' ? 401 : 200 };
    });
    user.begin(null);
    clock.advance(100);
    const login = ['/l1', '/l2', '/login'];
    expect(network.sent.map((one) => one.path)).toEqual([...login, '/a', '/order', ...login, '/a']);
  });
});
