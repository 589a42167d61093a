import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../src/metrics/failure.ts';
import { EngineRunner } from '../../src/runner/engineRunner.ts';
import type { Plan, PlannedRequest } from '../../src/scenario/plan/plan.ts';
import { buildEngine, isAlive, type TestEngine, until } from '../support/engine.ts';
import { plannedRequest, plannedScenario, planOf } from '../support/plans.ts';
import { closedPort, delayedServer, httpServer, type TestServer, tcpServer } from '../support/servers.ts';

let engine: TestEngine;
const servers: TestServer[] = [];
const serve = async (server: Promise<TestServer>) => {
  const one = await server;
  servers.push(one);
  return one;
};

beforeAll(async () => {
  engine = await buildEngine();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => engine.remove());

const constant = (
  origin: string,
  vus: number,
  durationMs: number,
  request: Partial<PlannedRequest> = {},
): Plan => {
  const executor = { kind: 'constant-vus', vus, durationMs } as const;
  return planOf(origin, plannedScenario(executor), [plannedRequest(origin, request)]);
};

/** Runs a plan to its end, with the failures that it told. */
async function failuresOf(plan: Plan) {
  const load = await engine.prepare(plan);
  const failures: Failure[] = [];
  load.onSnapshot((snapshot) => failures.push(...snapshot.failures));
  load.begin();
  return { ...(await load.result), failures };
}

describe('a target that cannot be loaded', () => {
  it('is down: told before any load', async () => {
    const port = await closedPort();
    await expect(engine.prepare(constant(`http://127.0.0.1:${port}`, 1, 1000))).rejects.toMatchObject({
      code: 'target-refused',
      message: `connection refused at 127.0.0.1:${port}: is the API running?`,
    });
  });

  it('is checked without a request: the server counts only those of the run', async () => {
    const server = await serve(delayedServer(() => 1));
    const load = await engine.prepare(constant(server.origin, 1, 1000));
    expect(server.seen).toBe(0);
    load.dispose();
    await expect(load.result).rejects.toMatchObject({ code: 'engine-failed' });
    expect(server.seen).toBe(0);
  });

  it('answers at one of the addresses of its host: that one is taken', async () => {
    const server = await serve(delayedServer(() => 1));
    const plan = constant(`http://api.test:${server.port}`, 1, 300);
    const load = await engine.runner.prepare(plan, { 'api.test': ['127.0.0.2', '127.0.0.1'] });
    load.begin();
    const { snapshot } = await load.result;
    expect(snapshot.total.failed).toBe(0);
    expect(server.seen).toBe(snapshot.total.requests);
  });

  it('has no address', async () => {
    await expect(engine.runner.prepare(constant('http://api.test', 1, 1000), {})).rejects.toMatchObject({
      code: 'target-unresolvable',
    });
  });

  it('greets as SSH does: told before any load', async () => {
    const server = await serve(tcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
    await expect(engine.prepare(constant(server.origin, 1, 1000))).rejects.toMatchObject({
      code: 'target-not-http',
      message: `127.0.0.1:${server.port} does not speak HTTP: it greets with \`SSH-2.0-OpenSSH_9.2\``,
    });
  });

  it('answers as Redis does: told at the first answer, and the run ends', async () => {
    const server = await serve(
      tcpServer(
        () => undefined,
        (socket) => socket.write('-ERR unknown command\r\n'),
      ),
    );
    const load = await engine.prepare(constant(server.origin, 5, 60_000));
    const beganMs = performance.now();
    load.begin();
    await expect(load.result).rejects.toMatchObject({
      code: 'target-not-http',
      message: expect.stringContaining('it begins with `-ERR unknown command`'),
    });
    expect(performance.now() - beganMs).toBeLessThan(10_000);
  });

  it('speaks plain HTTP where the file says https', async () => {
    const server = await serve(delayedServer(() => 1));
    const origin = `https://127.0.0.1:${server.port}`;
    await expect(engine.prepare(constant(origin, 1, 1000))).rejects.toMatchObject({
      code: 'target-not-http',
      hint: expect.stringContaining('http://'),
    });
  });
});

describe('a target that misbehaves during the run', () => {
  it('dies: failed requests, no crash, and not thousands a second', async () => {
    const server = await serve(delayedServer(() => 1));
    const load = await engine.prepare(constant(server.origin, 5, 2000));
    const failures: Failure[] = [];
    load.onSnapshot((snapshot) => failures.push(...snapshot.failures));
    load.begin();
    await until('some requests', 5000, () => server.seen > 50);
    await server.close();
    const { end, snapshot } = await load.result;
    expect(end).toBe('completed');
    expect(snapshot.total.failed).toBeGreaterThan(5);
    expect(snapshot.total.failed).toBeLessThan(5 * 40);
    expect(failures.at(-1)).toMatchObject({
      status: 0,
      errorCode: 1212,
      reason: `connection refused at 127.0.0.1:${server.port}: is the API running?`,
    });
  });

  it('resets connections', async () => {
    const server = await serve(
      httpServer((request, response, index) => {
        if (index % 3 === 2) request.socket.resetAndDestroy();
        else response.end('ok');
      }),
    );
    const { snapshot, failures } = await failuresOf(constant(server.origin, 1, 800));
    expect(snapshot.total.requests).toBe(server.seen);
    expect(snapshot.total.failed).toBe(Math.floor(server.seen / 3));
    expect(failures[0]).toMatchObject({ status: 0, errorCode: 1220 });
  });

  it('closes the connection after each response: no failures', async () => {
    const server = await serve(
      httpServer((_request, response) => response.setHeader('connection', 'close').end('ok')),
    );
    const { snapshot } = await failuresOf(constant(server.origin, 3, 500));
    expect(snapshot.total.failed).toBe(0);
    expect(snapshot.total.requests).toBe(server.seen);
  });

  it('is too slow: a timeout that covers the whole response, endless ones too', async () => {
    const server = await serve(
      httpServer((request, response) => {
        if (request.url === '/silent') return;
        response.write('a');
        const timer = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(timer));
      }),
    );
    for (const [path, reason, status] of [
      ['/silent', 'no response within 200ms', 0],
      ['/endless', 'the response was not complete within 200ms', 200],
    ] as const) {
      const { snapshot, failures } = await failuresOf(
        constant(server.origin, 1, 500, { path, timeoutMs: 200 }),
      );
      expect(snapshot.total.requests).toBe(3);
      expect(snapshot.total.failed).toBe(3);
      expect(snapshot.total.latencyMs.min).toBeGreaterThan(150);
      expect(snapshot.total.latencyMs.max).toBeLessThan(1000);
      expect(failures[0]).toMatchObject({ errorCode: 1050, reason, status });
    }
  });

  it('sends a huge response: cut off at 64 MB, in bounded memory', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const server = await serve(
      httpServer((_request, response) => {
        const more = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', more);
        more();
      }),
    );
    const plan = constant(server.origin, 1, 1000);
    const { snapshot, failures } = await failuresOf(plan);
    expect(failures[0]).toMatchObject({
      status: 200,
      reason: 'the response body is larger than 64 MB: cut off',
    });
    expect(failures[0]?.excerpt).toBe('x'.repeat(400));
    expect(snapshot.generator.memoryBytes).toBeLessThan(400e6);
  }, 30_000);

  it.each([
    ['a body shorter than it says', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', true],
    [
      'garbage after a good response',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\u0000\u0001garbage',
      false,
    ],
    ['a status line that is none', 'HTTP/1.1 abc\r\n\r\n', true],
    ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`, true],
  ])('answers with %s: failed requests, no crash', async (_what, answer, ends) => {
    const server = await serve(
      tcpServer(
        () => undefined,
        (socket, _data, index) => {
          if (index === 0) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
          else if (ends) socket.end(answer, 'latin1');
          else socket.write(answer, 'latin1');
        },
      ),
    );
    const { end, snapshot } = await failuresOf(constant(server.origin, 1, 500));
    expect(end).toBe('completed');
    expect(snapshot.total.requests).toBeGreaterThan(1);
    if (ends) expect(snapshot.total.failed).toBe(snapshot.total.requests - 1);
  });

  it('gets a header with a newline in it from nobody: that request fails and says why', async () => {
    const server = await serve(delayedServer(() => 1));
    const headers: PlannedRequest['headers'] = [['X-A', [{ call: 'random.item', args: ['a\r\nX-B: b'] }]]];
    const { snapshot, failures } = await failuresOf(constant(server.origin, 1, 300, { headers }));
    expect(server.seen).toBe(0);
    expect(snapshot.total.failed).toBe(snapshot.total.requests);
    expect(snapshot.total.requests).toBeLessThan(50);
    expect(failures[0]?.reason).toBe(
      'the request cannot be sent: the value of the header X-A has a character that HTTP does not allow there',
    );
  });
});

describe('stopping', () => {
  it('ends gracefully: what is under way finishes, and every request that the server saw is counted', async () => {
    const server = await serve(delayedServer(() => 150));
    const load = await engine.prepare(constant(server.origin, 10, 60_000));
    load.begin();
    await until('some requests', 5000, () => server.seen > 30);
    const stoppedMs = performance.now();
    load.stop('graceful');
    const { end, snapshot } = await load.result;
    expect(end).toBe('stopped');
    expect(performance.now() - stoppedMs).toBeLessThan(1000);
    expect(snapshot.total.requests).toBe(server.seen);
    expect(snapshot.total.interruptedIterations).toBe(0);
  });

  it('ends at once, still with a result', async () => {
    const server = await serve(delayedServer((index) => (index < 20 ? 5 : 30_000)));
    const load = await engine.prepare(constant(server.origin, 4, 60_000));
    load.begin();
    await until('all to wait', 5000, () => server.seen === 24);
    load.stop('graceful');
    load.stop('now');
    const { end, snapshot } = await load.result;
    expect(end).toBe('stopped');
    expect(snapshot.total.requests).toBe(20);
    expect(snapshot.total.interruptedIterations).toBe(4);
  });

  it('before it began gives an empty result', async () => {
    const server = await serve(delayedServer(() => 5));
    const load = await engine.prepare(constant(server.origin, 4, 60_000));
    load.stop('graceful');
    const { end, snapshot } = await load.result;
    expect(end).toBe('stopped');
    expect(snapshot.total.requests).toBe(0);
    expect(server.seen).toBe(0);
  });
});

describe('the engine process', () => {
  /** The engine as a child of its own, without the runner. */
  function bare() {
    const child = fork(engine.file, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    const messages: { type: string; [key: string]: unknown }[] = [];
    child.on('message', (message) => messages.push(message as { type: string }));
    return { child, messages, pid: child.pid ?? 0 };
  }

  async function underLoad(server: TestServer) {
    const { child, messages, pid } = bare();
    await until('hello', 5000, () => messages.some((one) => one.type === 'hello'));
    child.send({
      type: 'prepare',
      protocol: 1,
      plan: constant(server.origin, 3, 60_000),
      hosts: {},
      snapshotEveryMs: 250,
    });
    await until('ready', 5000, () => messages.some((one) => one.type === 'ready'));
    child.send({ type: 'begin' });
    await until('requests', 5000, () => server.seen > 20);
    return { child, messages, pid };
  }

  it('is gone when its parent is', async () => {
    const server = await serve(delayedServer(() => 5));
    const { child, pid } = await underLoad(server);
    child.disconnect();
    await until('its end', 2000, () => !isAlive(pid));
  });

  it('is gone when its parent is killed', async () => {
    const server = await serve(delayedServer(() => 5));
    const script = `
      const { fork } = require('node:child_process');
      const child = fork(process.argv[1], [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
      child.on('message', (message) => {
        if (message.type === 'hello') child.send({ type: 'prepare', ...JSON.parse(process.argv[2]) });
        if (message.type === 'ready') child.send({ type: 'begin' });
        if (message.type === 'snapshot') process.send(child.pid);
      });`;
    const prepare = {
      protocol: 1,
      plan: constant(server.origin, 3, 60_000),
      hosts: {},
      snapshotEveryMs: 250,
    };
    const parent = fork('-e', [script, engine.file, JSON.stringify(prepare)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
    const [pid] = (await once(parent, 'message')) as [number];
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('its end', 2000, () => !isAlive(pid));
    const { seen } = server;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.seen).toBe(seen);
  });

  it('ends on SIGTERM, and leaves Ctrl-C to its parent', async () => {
    const server = await serve(delayedServer(() => 5));
    const { child, pid } = await underLoad(server);
    child.kill('SIGINT');
    child.kill('SIGHUP');
    const { seen } = server;
    await until('more requests', 2000, () => server.seen > seen + 50);
    child.kill('SIGTERM');
    await until('its end', 2000, () => !isAlive(pid));
  });

  it.each([
    ['garbage', { type: 'nonsense' }],
    ['another protocol', { type: 'prepare', protocol: 99, plan: {}, hosts: {}, snapshotEveryMs: 250 }],
  ])('refuses %s and ends', async (_what, message) => {
    const { child, messages, pid } = bare();
    await until('hello', 5000, () => messages.length > 0);
    child.send(message);
    await until('its end', 5000, () => !isAlive(pid));
    expect(messages.at(-1)).toMatchObject({ type: 'failed', error: { code: 'protocol' } });
  });

  it('that dies is an error, with what it said', async () => {
    const server = await serve(delayedServer(() => 5));
    const dying = new EngineRunner({
      engineFile: engine.file,
      execArgv: [
        '--import',
        'data:text/javascript,setTimeout(()=>{throw%20new%20Error("the%20sky%20fell")},2500)',
      ],
    });
    const load = await dying.prepare(constant(server.origin, 1, 60_000), {});
    load.begin();
    await expect(load.result).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('the sky fell'),
    });
  });

  it('that cannot be started is an error', async () => {
    const plan = constant('http://127.0.0.1:1', 1, 1000);
    for (const runner of [
      new EngineRunner({ engineFile: '/nowhere/engine.cjs' }),
      new EngineRunner({ engineFile: engine.file, execPath: '/nowhere/node' }),
    ]) {
      await expect(runner.prepare(plan, {})).rejects.toMatchObject({ code: 'engine-failed' });
    }
  });
});
