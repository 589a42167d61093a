import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadPlan } from '../../src/scenario/load.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { httpServer, type TestServer } from '../support/servers.ts';

let engine: TestEngine;
let server: TestServer;
let folder: string;

beforeAll(async () => {
  engine = await buildEngine();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hotlap-values-')));
});
afterEach(() => server.close());
afterAll(async () => {
  await engine.remove();
  await rm(folder, { recursive: true, force: true });
});

/** The plan of a file of this text, beside the data files that are there. */
async function planOf(text: string) {
  const file = join(folder, 'a.perf.yaml');
  await writeFile(file, text);
  const { plan, warnings } = await loadPlan(file, { processEnv: {}, overrides: {} });
  expect(warnings).toEqual([]);
  return plan;
}

describe('values in a run of the engine', () => {
  it('each user is logged in with a row of its own, and goes on with what it was given', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => `user${index}@x,pass ${index}`);
    await writeFile(join(folder, 'users.csv'), `email,password\n${rows.join('\n')}\n`);
    const logins: string[] = [];
    const wrong: string[] = [];
    server = await httpServer((request, response) => {
      if (request.method === 'HEAD') {
        response.end();
        return;
      }
      const [, kind = '', user = ''] = (request.url ?? '').split('/');
      if (kind === 'login') {
        const [email = '', password] = Buffer.from(
          (request.headers.authorization ?? '').slice('Basic '.length),
          'base64',
        )
          .toString()
          .split(':');
        const index = /^user(\d+)@x$/.exec(email)?.[1] ?? '';
        if (password !== `pass ${index}`) wrong.push(`${email}:${password}`);
        logins.push(email);
        response.setHeader('set-cookie', [
          `sid=s${index}; Path=/`,
          'x=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT',
        ]);
        response.setHeader('location', `${server.origin}/orders/${index}`);
        // The tenth user gets no token.
        response.end(index === '10' ? '{}' : JSON.stringify({ token: `t-${index}`, id: Number(index) }));
        return;
      }
      const { authorization, cookie } = request.headers;
      // The step's own first, then what else its user was given.
      const cookies = `sid=s${user}; x=1`;
      if (kind !== 'orders' || authorization !== `Bearer t-${user}` || cookie !== cookies) {
        wrong.push(`${request.url} ${authorization} ${cookie}`);
      }
      response.end('ok');
    });
    const plan = await planOf(`target: ${server.origin}
scenarios:
  all: { executor: per-vu-iterations, vus: 3, iterations: 10 }
data:
  users: { file: users.csv, order: unique }
flow:
  - POST: /login
    headers: { Authorization: "Basic \${base64('\${users.email}:\${users.password}')}" }
    capture:
      token: $.token
      order: { header: Location }
      session: { cookie: sid }
  - GET: "\${order}"
    name: order
    headers: { Authorization: "Bearer \${token}", Cookie: "sid=\${session}" }
`);
    const { snapshot } = await engine.run(plan);
    expect(wrong).toEqual([]);
    expect(logins.sort()).toEqual(rows.map((row) => row.split(',')[0]).sort());
    expect(snapshot.total).toMatchObject({ requests: 59, iterations: 30, checksPassed: 89, checksFailed: 1 });
    expect(snapshot.failures).toMatchObject([
      { reason: 'nothing to capture as token: the body has nothing at $.token', place: { line: 7 } },
    ]);
    expect(snapshot.checks.find((check) => check.name === 'capture token')).toMatchObject({
      passes: 29,
      fails: 1,
    });
  });
});
