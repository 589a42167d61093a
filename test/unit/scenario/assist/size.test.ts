import { describe, expect, it } from 'vitest';
import { complete, hover } from '../../../../src/scenario/assist/assist.ts';
import { outline } from '../../../../src/scenario/assist/outline.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { build, planOf } from '../parts.ts';

/** Generous: each takes a second or two, and the machine may be busy; what is quadratic takes minutes. */
const LIMIT_MS = 60_000;

const step = (index: number) => `  - POST: /items/${index}
    name: item ${index}
    headers: { X-Trace: "\${uuid}", B: two }
    json: { email: "ada\${vu}@example.com", list: [1, 2, 3] }
    expect: { status: 200, "$.a": 1 }
`;
const STEPS = 5500;
const FILE = `target: http://localhost:3000
headers: { Accept: application/json }
query: { a: 1 }
vus: 1
duration: 10s
thresholds: { "http_req_duration{name:item 7}": p(95) < 200 }
flow:
${Array.from({ length: STEPS }, (_, index) => step(index)).join('')}`;
const LINES = FILE.split('\n').length;

describe('a file of 1 MB', { timeout: LIMIT_MS }, () => {
  it('is planned', () => {
    expect(FILE.length).toBeGreaterThan(1_000_000);
    expect(planOf(FILE).flows.default).toHaveLength(STEPS);
  });

  it('is completed, explained and outlined', () => {
    expect(complete(`${FILE}  - `, LINES, 5).map((one) => one.label)).toContain('GET');
    expect(hover(FILE, LINES - 1, 6)?.markdown).toContain('What the response must hold');
    expect(outline(FILE).scenarios).toEqual([{ name: 'default', line: 4, column: 1 }]);
  });

  it('is completed as JSON on many lines', () => {
    const { scenario } = parseScenario(FILE, 'a.perf.yaml');
    const text = JSON.stringify(scenario, null, 1);
    const lines = text.split('\n');
    const last = lines.findLastIndex((line) => line.includes('"status"')) + 1;
    const column = (lines[last - 1] ?? '').indexOf('status') + 1;
    expect(complete(text, last, column).map((one) => one.label)).toEqual(
      expect.arrayContaining(['status', 'body']),
    );
  });
});

describe('what would take for ever', { timeout: LIMIT_MS }, () => {
  it('a line with a megabyte of blanks', () => {
    expect(complete(`target: x\na${' '.repeat(1_000_000)}b\n`, 3, 1)).not.toEqual([]);
    expect(complete(`a: [\n${' "\n'.repeat(100_000)}`, 100_001, 1)).toBeInstanceOf(Array);
  });

  it('thousands of variables that are not set', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `\${A${index}}`).join('');
    const { plan, told } = build(`target: http://a\nduration: 1s\nflow:\n  - GET: /${names}\n`, {
      environment: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`B${index}`, 'x'])),
    });
    expect(plan).toBeNull();
    expect(told.at(-1)).toContain('many more problems');
  });

  it('thousands of scenarios that name no flow there is', () => {
    const flows = Array.from({ length: 5000 }, (_, index) => `  flow${index}: [{ GET: / }]\n`);
    const scenarios = Array.from(
      { length: 5000 },
      (_, index) => `  s${index}: { executor: constant-vus, duration: 1s, flow: flowx${index} }\n`,
    );
    const text = `target: http://a\nflows:\n${flows.join('')}scenarios:\n${scenarios.join('')}`;
    expect(build(text).plan).toBeNull();
  });

  it('thousands of requests, and as many thresholds on names that are not there', () => {
    const steps = Array.from({ length: 10_000 }, (_, index) => `  - GET: /${index}\n`);
    const limits = Array.from({ length: 5000 }, (_, index) => `  "http_reqs{name:x ${index}}": count > 1\n`);
    const { plan, told } = build(
      `target: http://a\nduration: 1s\nflow:\n${steps.join('')}thresholds:\n${limits.join('')}`,
    );
    expect(plan).not.toBeNull();
    expect(told).toHaveLength(51);
  });
});
