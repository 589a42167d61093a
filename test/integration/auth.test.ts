import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadPlan } from '../../src/scenario/load.ts';
import { bundleCliInto, startCli } from '../support/cliProcess.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { httpServer, type TestServer } from '../support/servers.ts';

const TOKEN_LIVES_MS = 300;
/** It is good for so many requests in any case: on a machine that stalls, none expires before its first use. */
const TOKEN_SERVES = 16;

let engine: TestEngine;
let server: TestServer;
let folder: string;
let cliFile: string;

beforeAll(async () => {
  engine = await buildEngine();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hotlap-auth-')));
  cliFile = await bundleCliInto(folder);
});
afterEach(() => server.close());
afterAll(async () => {
  await engine.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What a server of tokens has been asked; the look before the load apart. */
interface Asked {
  logins: number;
  accepted: number;
  refused: number;
}

/** An API whose tokens are good for a third of a second. */
async function tokenServer(): Promise<Asked> {
  const asked: Asked = { logins: 0, accepted: 0, refused: 0 };
  const tokens = new Map<string, { readonly madeMs: number; served: number }>();
  server = await httpServer((request, response) => {
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    if (request.url === '/login') {
      const token = `token-${++asked.logins}`;
      tokens.set(token, { madeMs: performance.now(), served: 0 });
      setTimeout(() => response.end(JSON.stringify({ token })), 5);
      return;
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const known = tokens.get(token);
    const isGood =
      known !== undefined &&
      (performance.now() - known.madeMs < TOKEN_LIVES_MS || known.served < TOKEN_SERVES);
    if (isGood) known.served++;
    asked[isGood ? 'accepted' : 'refused']++;
    setTimeout(() => response.writeHead(isGood ? 200 : 401).end('{}'), 5);
  });
  return asked;
}

async function planOf(text: string) {
  const file = join(folder, 'auth.perf.yaml');
  await writeFile(file, text);
  return (await loadPlan(file, { processEnv: {}, overrides: {} })).plan;
}

describe('tokens that expire in mid-load', () => {
  it.each(['shared', 'vu'])(
    'per %s: every request is counted on both sides, and none fails but those refused',
    async (per) => {
      const asked = await tokenServer();
      const plan = await planOf(`target: ${server.origin}
scenarios:
  all: { executor: constant-vus, vus: 8, duration: 2s, flow: browse }
auth: { login: { flow: login, per: ${per} } }
flows:
  login: [{ POST: /login, capture: { token: $.token } }]
  browse: [{ GET: /a, expect: { status: 200 } }, { think: 2ms..8ms }]
`);
      const { snapshot, metrics } = await engine.run(plan);
      const count = (name: string) => metrics.find((one) => one.name === name)?.values.count ?? -1;
      const { requests, failed, iterations, checksPassed, checksFailed } = snapshot.total;
      expect(requests).toBe(asked.logins + asked.accepted + asked.refused);
      expect([failed, snapshot.failures]).toEqual([asked.refused, []]);
      // What was refused is no failed expectation: the answer that counts is that to the second request.
      expect([checksPassed, checksFailed]).toEqual([asked.accepted, 0]);
      expect(iterations).toBe(asked.accepted);
      const first = per === 'shared' ? 1 : 8;
      expect(asked.logins).toBeGreaterThan(first);
      expect([count('auth_refreshes'), count('auth_failures')]).toEqual([asked.logins - first, 0]);
      // In two seconds a token of a third of one expires seven times at the most, for all users or for each.
      expect(asked.logins).toBeLessThanOrEqual(8 * first);
      if (per === 'shared') expect(asked.refused).toBeLessThanOrEqual(8 * (asked.logins - 1));
      const login = snapshot.endpoints.find((one) => one.name === 'POST /login');
      expect(login?.requests).toBe(asked.logins);
    },
  );
});

/** Everything that a text may be searched for, to find a secret in it. */
function formsOf(secret: string): string[] {
  const cores = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
    return text.slice(4, text.length - 4);
  });
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...cores];
}

describe('a planted secret', () => {
  const plant = () => `s3c/${randomBytes(12).toString('base64')}+"ü`;
  const secrets = { TOKEN: plant(), PASSWORD: plant(), KEY: plant() };
  const captured = plant();

  async function written(): Promise<string> {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((one) => one.isFile() && !/^(cli\.js|engine\.cjs)/.test(one.name));
    const texts = await Promise.all(files.map((one) => readFile(join(one.parentPath, one.name), 'latin1')));
    return texts.join('\n');
  }

  it('is in nothing that a run writes, says or leaves behind, however it is used and whatever fails', async () => {
    let received = '';
    server = await httpServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        if (request.url === '/login') {
          response.end(JSON.stringify({ value: captured, other: 1 }));
          return;
        }
        // An API that tells in its error all that it was sent.
        const status = request.method === 'HEAD' ? 200 : 500;
        response.writeHead(status, { 'x-echo': encodeURIComponent(captured) });
        const echo = `${request.url} ${JSON.stringify(request.headers)} ${body} ${captured.slice(0, 14)}`;
        received += echo;
        response.end(status === 200 ? '' : echo);
      });
    });
    await writeFile(
      join(folder, 'planted.perf.yaml'),
      `name: "run of \${secret:KEY}"
target: ${server.origin}
scenarios:
  all: { executor: per-vu-iterations, vus: 2, iterations: 2, flow: browse }
auth: { login: { flow: login, per: shared, token: value, header: X-Session } }
tags: { of: "\${secret:TOKEN}" }
flows:
  login:
    - POST: /login
      auth: { basic: { user: ann, password: "\${secret:PASSWORD}" } }
      json: { user: ann, password: "\${secret:PASSWORD}" }
      capture: { value: $.value }
  browse:
    - { GET: "/q?k=\${secret:KEY}&s=\${value}", expect: { body: "\${secret:TOKEN}-not", header: { x-echo: "\${secret:KEY}" } } }
    - { POST: "/p/\${secret:KEY}", form: { a: "\${secret:TOKEN}", b: "\${base64('ann:\${secret:PASSWORD}:\${value}')}" } }
    - { GET: /k, auth: { apiKey: { name: k, value: "\${secret:KEY}", in: query } } }
    - { GET: /b, auth: { bearer: "\${secret:TOKEN}" }, capture: { x: "$.no" } }
thresholds: { http_req_failed: [rate < 0.1] }
`,
    );
    // A header takes no ü: what goes there is without it.
    const latin = Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [`HOTLAP_SECRET_${name}`, value.replace('ü', 'u')]),
    );
    const options = { cwd: folder, env: latin };
    const { stdout, stderr } = await startCli(
      cliFile,
      ['run', 'planted.perf.yaml', '--summary-export', 'summary.json', '--out', 'json=out.json'],
      options,
    ).result;
    // The login is not shown either as the engine tells it, before the session looks at it.
    const { plan } = await loadPlan(join(folder, 'planted.perf.yaml'), { processEnv: latin, overrides: {} });
    const load = await engine.prepare(plan);
    const messages: unknown[] = [];
    load.onSnapshot((snapshot) => messages.push(snapshot));
    load.onCheckpoint((metrics) => messages.push(metrics));
    load.onWarning((message) => messages.push(message));
    load.begin();
    messages.push(await load.result);
    await writeFile(join(folder, 'messages.json'), JSON.stringify(messages));
    const all = `${stdout}\n${stderr}\n${await written()}`;
    expect(stdout).toContain('status 500');
    expect(all).toContain('run of ***');
    expect(JSON.stringify(messages)).toContain('***');
    for (const path of ['/q?', '/p/', '/k?', '/b']) expect(all).toContain(`${server.origin}${path}`);
    const planted = [...Object.values(secrets).map((one) => one.replace('ü', 'u')), captured];
    for (const secret of planted) {
      expect(formsOf(secret).some((form) => received.includes(form))).toBe(true);
      for (const form of formsOf(secret)) expect(all.includes(form)).toBe(false);
      expect(all.includes(secret.slice(0, 14))).toBe(false);
    }
  });

  it('that is missing is told at its place before anything is sent', async () => {
    server = await httpServer((_request, response) => response.end());
    await writeFile(
      join(folder, 'missing.perf.yaml'),
      `target: ${server.origin}\nduration: 1s\nflow: [{ GET: /, auth: { bearer: "\${secret:NOPE}" } }]\n`,
    );
    const run = await startCli(cliFile, ['run', 'missing.perf.yaml'], { cwd: folder }).result;
    expect(run.code).toBe(104);
    expect(run.stderr).toMatch(
      /^hotlap: missing\.perf\.yaml:3:\d+ .*the secret NOPE is not set\n {2}Set HOTLAP_SECRET_NOPE/,
    );
    expect(server.seen).toBe(0);
    const valid = await startCli(cliFile, ['validate', 'missing.perf.yaml'], { cwd: folder }).result;
    expect(valid.code).toBe(0);
  });
});
