import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { formatProblem } from '../../../../src/scenario/problem.ts';
import { fixture } from '../../../support/servers.ts';

/** The plan of a file in test/fixtures with this under `tls`. */
function build(tls: string, environment: Record<string, string> = {}) {
  const text = `target: https://api.internal\nduration: 10s\ntls: ${tls}\nflow:\n  - GET: /\n`;
  const parsed = parseScenario(text, join(import.meta.dirname, '../../../fixtures/shop.perf.yaml'));
  const { plan, problems } = buildPlan(parsed, { environment });
  return {
    plan,
    told: problems.map((one) => formatProblem(one).split('\n')[0]),
  };
}

describe('tls', () => {
  it('reads certificates and key from beside the file', () => {
    const tls =
      '{ ca: tls/ca.pem, cert: "tls/${WHO}.cert.pem", key: tls/client.key.pem, serverName: api.internal }';
    const { plan, told } = build(tls, { WHO: 'client' });
    expect(told).toEqual([]);
    expect(plan?.tls).toEqual({
      ca: [fixture('ca.pem').trim()],
      cert: fixture('client.cert.pem').trim(),
      key: fixture('client.key.pem'),
      serverName: 'api.internal',
    });
  });

  it('is nothing where the file says nothing', () => {
    expect(build('{}').plan?.tls).toEqual({});
  });

  it('warns where certificates are not verified, in the file and so in the run', () => {
    const { plan, told } = build('{ insecure: true }');
    expect(plan?.tls).toEqual({ insecure: true });
    expect(told).toEqual([
      expect.stringMatching(
        /^3:18.* certificates are not verified \(insecure: true\): whoever answers is believed$/,
      ),
    ]);
    expect(build('{ insecure: false }')).toMatchObject({ plan: { tls: {} }, told: [] });
  });

  it.each([
    ['{ ca: tls/none.pem }', '3:12', 'there is no file tls/none.pem'],
    ['{ ca: ../../../secret.pem }', '3:12', 'lies outside the folder'],
    ['{ ca: tls/key.pem }', '3:12', 'tls/key.pem holds no certificate'],
    ['{ ca: tls }', '3:12', 'tls is no file'],
    ['{ cert: tls/client.cert.pem }', '3:8', 'cert needs its key'],
    ['{ key: tls/client.key.pem }', '3:8', 'key needs its cert'],
    ['{ cert: tls/ca.pem, key: tls/client.key.pem }', '3:31', 'does not belong to the certificate'],
    ['{ cert: tls/ca.pem, key: tls/ca.pem }', '3:31', 'tls/ca.pem holds no private key'],
    ['{ cert: tls/ca.pem, key: tls/encrypted.key.pem }', '3:31', 'is encrypted'],
    ['{ verify: false }', '3:8', 'unknown key "verify"'],
    ['true', '3:6', ''],
  ])('%s is told at %s', (tls, place, message) => {
    const { plan, told } = build(tls);
    expect(plan).toBeNull();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(message);
    expect(told[0]?.split(' ')[0]).toBe(place);
  });
});
