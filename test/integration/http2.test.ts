import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../src/scenario/planner/buildPlan.ts';
import { buildEngine, type TestEngine } from '../support/engine.ts';
import { type CountingServer, http2Server, httpsServer } from '../support/servers.ts';

/** `http2: true` against a server that offers it and one that does not, by the real engine. */

let engine: TestEngine;
const open: CountingServer[] = [];

beforeAll(async () => {
  engine = await buildEngine();
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => engine.remove());

async function serve(server: Promise<CountingServer>): Promise<CountingServer> {
  const one = await server;
  open.push(one);
  return one;
}

/** A run of a text, and what it warned of. */
async function run(text: string) {
  const { plan } = buildPlan(parseScenario(text, '/shop/api.perf.yaml'), { environment: {} });
  if (plan === null) throw new Error('the text is no scenario');
  const load = await engine.prepare(plan);
  const warnings: string[] = [];
  load.onWarning((message) => warnings.push(message));
  load.begin();
  const { snapshot } = await load.result;
  return { warnings, values: snapshot.thresholds.map(({ value }) => value), total: snapshot.total };
}

/** Two users who send a request to each server, five times together. */
const textFor = (first: string, second: string, more = '') => `target: ${first}
http2: true
tls: { insecure: true }
vus: 2
iterations: 5
${more}thresholds:
  'http_reqs{proto:HTTP/2.0}': count >= 0
  'http_reqs{proto:HTTP/1.1}': count >= 0
flow: [{ GET: /one }, { GET: ${second}/two }]
`;

describe('http2: true', () => {
  it('is told once where an origin does not offer it, and each request counts as what it was', async () => {
    const versions: string[] = [];
    const modern = await serve(
      http2Server(({ httpVersion, url }, response) => {
        if (url === '/one') versions.push(httpVersion);
        response.end('ok');
      }),
    );
    const old = await serve(httpsServer((_request, response) => response.end('ok')));
    const { warnings, values, total } = await run(textFor(modern.origin, old.origin));
    expect(total).toMatchObject({ requests: 10, failed: 0 });
    expect(values).toEqual([5, 5]);
    expect(versions).toEqual(['2.0', '2.0', '2.0', '2.0', '2.0']);
    expect(warnings).toEqual([
      `${old.origin} does not offer HTTP/2: it is sent HTTP/1.1 (api.perf.yaml:2, http2: true)`,
    ]);
  });

  it('is told once though setup and two threads find the same', async () => {
    const old = await serve(httpsServer((_request, response) => response.end('ok')));
    const { warnings, total } = await run(
      textFor(old.origin, old.origin, 'threads: 2\nsetup: [{ GET: /reset }]\n'),
    );
    expect(total.requests).toBe(10);
    expect(warnings.filter((one) => one.includes('HTTP/2'))).toHaveLength(1);
  });

  it('is no warning where all offer it', async () => {
    const modern = await serve(http2Server((_request, response) => response.end('ok')));
    const { warnings, values } = await run(textFor(modern.origin, modern.origin));
    expect(warnings).toEqual([]);
    expect(values).toEqual([10, 0]);
  });
});
