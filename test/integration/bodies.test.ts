import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { RequestBody } from '../../src/load/body/bodySource.ts';
import { compileBody } from '../../src/load/body/compileBody.ts';
import type { Requester } from '../../src/load/transport/requester.ts';
import type { Failure } from '../../src/metrics/failure.ts';
import type { PlannedPiece } from '../../src/scenario/expression/piece.ts';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import type { Plan } from '../../src/scenario/plan/plan.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { CLIENTS } from '../support/clients.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { httpServer, type TestServer, tcpServer } from '../support/servers.ts';

let engine: TestEngine;
let folder: string;
let large: Buffer;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  engine = await buildEngine();
  folder = mkdtempSync(join(tmpdir(), 'hotlap-bodies-'));
  large = Buffer.alloc(5_000_000);
  for (let at = 0; at < large.length; at++) large[at] = (at * 31) >> 7;
  writeFileSync(join(folder, 'large.bin'), large);
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await engine.remove();
});

async function serve<S extends TestServer>(server: Promise<S>): Promise<S> {
  const one = await server;
  open.push(one);
  return one;
}

/** Reads a body to its end without keeping it. */
async function digest(request: IncomingMessage) {
  const hash = createHash('sha256');
  let [bytes, lines] = [0, 0];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  return { bytes, lines, hash: hash.digest('hex') };
}

const hashOf = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');

function planOf(text: string): Plan {
  const { plan, problems } = buildPlan(parseScenario(text, join(folder, 'a.perf.yaml')), { environment: {} });
  expect(problems).toEqual([]);
  if (plan === null) throw new Error('there is no plan');
  return plan;
}

describe.each(CLIENTS)('%s', (_name, create) => {
  function connect({ origin, port }: TestServer): Requester {
    const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port, tls: false };
    const requester = create({
      pins: { [origin]: pin },
      clock: systemClock,
      onNotHttp: () => undefined,
    }).open(origin);
    open.push(requester);
    return requester;
  }

  function send(requester: Requester, body: RequestBody | null) {
    return new Promise<{
      status: number;
      error: string | null;
      code: number;
      text: string;
      bytesSent: number;
    }>((resolve) => {
      const request = {
        method: 'POST',
        path: '/',
        headers: [],
        body,
        timeoutMs: 20_000,
        keepBodyBytes: 1000,
      };
      requester.send(request, {
        onExchange({ status, error, bytesSent, bodyText }) {
          const text = bodyText.call(requester);
          resolve({ status, error: error?.reason ?? null, code: error?.code ?? 0, text, bytesSent });
        },
      });
    });
  }

  function bodyOf(pieces: PlannedPiece[]): RequestBody {
    const { constant, make } = compileBody({ body: null, pieces });
    let next = 0;
    const random = () => (next = (next + 0.37) % 1);
    const body = constant ?? make?.({ vu: 1, iter: 0, slots: [], nowMs: () => 0, random });
    if (!body) throw new Error('there is no body');
    return body;
  }

  const file = (): PlannedPiece => ({ kind: 'file', path: join(folder, 'large.bin') });
  const rows = (count: number): PlannedPiece => ({
    kind: 'csv',
    rows: count,
    header: 'id',
    columns: [[{ call: 'row', args: [] }]],
  });

  it('sends a file with its length and rows in chunks, one after the other on one connection', async () => {
    const seen: unknown[] = [];
    const server = await serve(
      httpServer(async (request, response) => {
        const { headers } = request;
        seen.push({
          ...(await digest(request)),
          length: headers['content-length'],
          coding: headers['transfer-encoding'],
        });
        response.end('ok');
      }),
    );
    const requester = connect(server);
    const text = `id\r\n${Array.from({ length: 30_000 }, (_, index) => `${index + 1}\r\n`).join('')}`;
    for (const body of [bodyOf([file()]), bodyOf([rows(30_000)]), bodyOf([file()]), null]) {
      expect(await send(requester, body)).toMatchObject({ status: 200, error: null, text: 'ok' });
    }
    const asFile = { bytes: 5_000_000, hash: hashOf(large), length: '5000000', coding: undefined };
    expect(seen).toMatchObject([
      asFile,
      { bytes: text.length, lines: 30_001, hash: hashOf(text), length: undefined, coding: 'chunked' },
      asFile,
      { bytes: 0 },
    ]);
    expect(server.connections).toBe(1);
  });

  it('takes an answer that comes early for the answer, and does not use the connection again', async () => {
    const server = await serve(
      httpServer((request, response, index) => {
        if (index > 0) {
          request.resume().on('end', () => response.end('next'));
          return;
        }
        response.writeHead(413, { 'content-length': 9 });
        response.end('too large');
      }),
    );
    const requester = connect(server);
    const endless: RequestBody = bodyOf([rows(20_000_000)]);
    expect(await send(requester, endless)).toMatchObject({ status: 413, error: null, text: 'too large' });
    expect(await send(requester, null)).toMatchObject({ status: 200, text: 'next' });
    expect(server.connections).toBe(2);
  });

  it('tells of a connection that is closed in the middle of the body', async () => {
    const server = await serve(
      tcpServer(
        () => undefined,
        (socket, _data, index) => {
          if (index === 3) socket.resetAndDestroy();
        },
      ),
    );
    const { status, error, code, bytesSent } = await send(connect(server), bodyOf([rows(20_000_000)]));
    expect(status).toBe(0);
    expect(error).toMatch(/reset the connection|closed the connection/);
    expect([1220, 1201]).toContain(code);
    expect(bytesSent).toBeGreaterThan(0);
  });

  it('tells of a file that becomes shorter while it is sent', async () => {
    const server = await serve(httpServer((request) => request.resume()));
    const path = join(folder, 'shrinking.bin');
    writeFileSync(path, large);
    const body = bodyOf([{ kind: 'file', path }]);
    writeFileSync(path, 'gone');
    const { status, error } = await send(connect(server), body);
    expect(status).toBe(0);
    expect(error).toContain('the body cannot be read');
  });
});

it('a csv of 100,000 rows is uploaded again and again: all of it, the same for a seed, and never held', async () => {
  const seen: { bytes: number; lines: number; hash: string }[] = [];
  const server = await serve(
    httpServer(async (request, response) => {
      seen.push(await digest(request));
      response.end('ok');
    }),
  );
  const text = (target: string) => `target: ${target}
seed: 42
scenarios:
  main: { executor: per-vu-iterations, vus: 2, iterations: 6, flow: up, maxDuration: 2m }
flows:
  up:
    - POST: /import
      multipart:
        note: "by \${vu}"
        rows: { csv: { rows: 100000, columns: { id: "\${row}", name: "\${random.string(8)}", n: "\${random.int(1, 9)}" } } }
`;
  const load = await engine.prepare(planOf(text(server.origin)));
  const memory: number[] = [];
  load.onSnapshot(({ generator, total }) => {
    if (total.requests > 0) memory.push(generator.memoryBytes);
  });
  load.begin();
  const { snapshot } = await load.result;
  expect(snapshot.total).toMatchObject({ requests: 12, failed: 0, iterations: 12 });
  // A header line and 100,000 rows; four lines of each part around them, and two at the end.
  expect(new Set(seen.map((one) => one.lines))).toEqual(new Set([100_001 + 4 + 4 + 2]));
  const sent = seen.reduce((sum, one) => sum + one.bytes, 0);
  expect(snapshot.total.bytesSent).toBeGreaterThan(sent);
  expect(new Set(seen.map((one) => one.hash)).size).toBe(12);
  // Were they held, 1.8 MB for each upload would stay: twenty times that much went through.
  const [first = 0] = memory;
  const most = Math.max(...memory);
  expect(most / first).toBeLessThan(1.6);

  const hashes = seen.splice(0).map((one) => one.hash);
  await engine.run(planOf(text(server.origin)));
  expect(new Set(seen.map((one) => one.hash))).toEqual(new Set(hashes));
}, 120_000);

it('a server that refuses an upload early is a failed request with its status, and all counts agree', async () => {
  const server = await serve(
    httpServer((_request, response) => {
      response.writeHead(413, { 'content-length': 2, connection: 'close' });
      response.end('no');
    }),
  );
  const load = await engine.prepare(
    planOf(`target: ${server.origin}
iterations: 20
vus: 2
flow:
  - { PUT: /blob, body: { file: large.bin } }
`),
  );
  const failures: Failure[] = [];
  load.onSnapshot((snapshot) => failures.push(...snapshot.failures));
  load.begin();
  const { snapshot } = await load.result;
  expect(snapshot.total).toMatchObject({ requests: 20, failed: 20, iterations: 20 });
  expect(server.seen).toBe(20);
  const counted = (snapshot.failureCounts ?? []).reduce((all, { count }) => all + count, 0);
  expect(counted).toBe(20);
  expect(failures.length).toBeGreaterThan(0);
  // Where the server is gone before its answer was read, the answer is lost with it.
  for (const { reason, place } of failures) {
    expect(reason).toMatch(/^status 413$|reset the connection|closed the connection/);
    expect(place?.line).toBe(5);
  }
});
