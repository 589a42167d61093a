import { type AddressInfo, createServer } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Plan } from '../scenario/plan.ts';
import { Http1Requesters } from './http1/requesters.ts';
import { RunLoop } from './runLoop.ts';

const ANSWER = Buffer.from(
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
);
const DURATION_MS = 80;
const USERS = 4;

/**
 * Runs a short load against a server of its own, in this process, before the real one: the first requests of
 * a process are slow because its code is not compiled yet, and that would be measured as the API's latency.
 * Where it cannot listen it does nothing.
 */
export function warmUp(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(ANSWER));
    });
    server.once('error', () => resolve());
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const origin = `http://127.0.0.1:${port}`;
      const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port, tls: false };
      const loop = new RunLoop({
        plan: warmUpPlan(origin),
        clock,
        requesters: new Http1Requesters({ pins: { [origin]: pin }, clock, onNotHttp: () => undefined }),
        snapshotEveryMs: DURATION_MS / 4,
        alarm: () => ({ set: () => undefined, dispose: () => undefined }),
        health: () => ({ loopDelayP99Ms: 0, cpuShare: 0, memoryBytes: 0, machineCpuShare: 0 }),
        onSnapshot: () => undefined,
        onCheckpoint: () => undefined,
        onWarning: () => undefined,
        onFinished: () => {
          server.close();
          resolve();
        },
      });
      loop.begin();
    });
  });
}

function warmUpPlan(origin: string): Plan {
  return {
    version: 1,
    name: 'warm-up',
    file: null,
    target: origin,
    origins: [origin],
    scenarios: [
      {
        name: 'warm-up',
        flow: 'warm-up',
        startTimeMs: 0,
        gracefulStopMs: 0,
        tags: {},
        executor: { kind: 'constant-vus', vus: USERS, durationMs: DURATION_MS },
        place: null,
      },
    ],
    flows: {
      'warm-up': [
        {
          kind: 'request',
          id: 0,
          method: 'GET',
          origin,
          path: '/',
          name: 'warm-up',
          headers: [['accept', '*/*']],
          body: null,
          timeoutMs: 1000,
          checks: [{ kind: 'status', name: 'status', accept: [{ from: 200, to: 299 }] }],
          stopOnFail: false,
          tags: {},
          place: null,
        },
      ],
    },
    thresholds: [],
    tags: {},
    secrets: [],
    warmupMs: 0,
    profile: false,
  };
}
