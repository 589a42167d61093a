import { expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../src/scenario/planner/buildPlan.ts';
import { placeOfHost } from '../../../src/session/hostPlace.ts';

it('is that of the first step that leads to a host, and none for the target', () => {
  const text = `target: http://localhost:3000
duration: 10s
flow:
  - GET: /
  - group: far
    steps: [{ GET: "http://example.com/x" }, { GET: "http://[::2]:80/" }]
  - GET: http://example.com/y
`;
  const { plan } = buildPlan(parseScenario(text, '/a.perf.yaml'), { environment: {} });
  const of = (host: string) => (plan === null ? undefined : placeOfHost(plan, host));
  expect(of('example.com')).toEqual({ file: '/a.perf.yaml', line: 6, column: 15 });
  expect(of('::2')).toEqual({ file: '/a.perf.yaml', line: 6, column: 48 });
  expect(of('localhost')).toBeNull();
  expect(of('elsewhere.test')).toBeNull();
});
