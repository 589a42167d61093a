import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRecord } from '../../src/results/store.ts';
import { bundleCliInto, startCli } from '../support/cliProcess.ts';
import { httpServer, type TestServer } from '../support/servers.ts';

/** A search for a breakpoint as a user has it: the command line, its real engine, a real server. */

/** 20 requests in the first second, 40 in the next: what follows is more than the server bears. */
const BEARS = 60;

let bundles: string;
let cliFile: string;
let folder: string;
let server: TestServer;
let served: number;

beforeAll(async () => {
  bundles = await mkdtemp(join(tmpdir(), 'hotlap-cli-'));
  cliFile = await bundleCliInto(bundles);
});

afterAll(() => rm(bundles, { recursive: true, force: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hotlap-run-'));
  served = 0;
  server = await httpServer((request, response) => {
    if (request.url !== '/order') {
      response.end();
      return;
    }
    served++;
    response.writeHead(served > BEARS ? 503 : 200).end('{"ok":true}');
  });
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function search(target: number) {
  const text = `target: ${server.origin}
breakpoint: { start: 20, step: 20, stepDuration: 1s, max: 200, target: ${target} }
thresholds: { http_req_failed: [rate < 0.1] }
flow: [{ GET: /order }]
`;
  await writeFile(join(folder, 'api.perf.yaml'), text);
  const args = ['run', 'api.perf.yaml', '--no-color', '--out', 'json=record.json'];
  const result = await startCli(cliFile, args, { cwd: folder }).result;
  return { ...result, record: await readRecord(join(folder, 'record.json')) };
}

describe('a breakpoint run', () => {
  it('passes with a rate that is no less than the target, and says what gave way', async () => {
    const { code, stdout, record } = await search(20);
    expect(stdout).toMatch(/[Hh]olds (at least )?40\/s: 2 times your 20\/s/);
    expect(stdout).toMatch(/^ {2}20\/s .*✓ held$/m);
    expect(stdout).toMatch(/^ {2}40\/s .*✓ held$/m);
    expect(stdout).toMatch(/^ {2}60\/s .*\s(✗ failed 100 % breaks rate < 0\.1|▲ generator-limited)$/m);
    expect(code).toBe(0);
    expect(record.breakpoint).toMatchObject({ target: 20, holds: 40, trying: null });
    expect(record.breakpoint?.steps.map((one) => [one.rate, one.requests, one.failed])).toEqual([
      [20, 20, 0],
      [40, 40, 0],
      [60, 60, 60],
    ]);
    expect(record.summary).toMatchObject({ requests: 120, failed: 60 });
    expect(served).toBe(120);
    expect(record.verdict).toContain('2 times your 20/s');
    expect(record.thresholds).toMatchObject([{ ok: true, value: 0 }]);
  });

  it('fails with a rate that is less than the target, which was tried itself', async () => {
    const { code, stdout, record } = await search(50);
    expect(stdout).toMatch(/[Hh]olds (at least )?40\/s: 0\.8 times your 50\/s/);
    expect(record.breakpoint?.steps.map((one) => one.rate)).toEqual([20, 40, 50]);
    expect(record.status).toBe('failed');
    expect(code).toBe(99);
  });
});
