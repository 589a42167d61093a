import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/cli/layout.ts';
import { phaseSection } from '../../../src/cli/phaseSection.ts';
import { styleOf } from '../../../src/cli/style.ts';
import type { PhaseStats } from '../../../src/metrics/rows.ts';
import { latency, runInfo, snapshot } from '../../support/sessionStates.ts';

const phase: PhaseStats = {
  scenario: 'normal',
  name: 'ramp 0 → 50 VUs',
  startMs: 0,
  endMs: 30_000,
  durationMs: 30_000,
  requests: 13_400,
  failed: 0,
  perSec: 446.667,
  iterations: 6700,
  droppedIterations: 0,
  vus: 50,
  latencyMs: latency({ med: 21, p90: 40, p95: 52, p99: 81, max: 130 }),
};
const spike: PhaseStats = {
  ...phase,
  name: 'spike',
  startMs: 30_000,
  endMs: 50_000,
  durationMs: 20_000,
  requests: 20_000,
  failed: 100,
  perSec: 1000,
  iterations: 10_000,
  vus: 500,
  latencyMs: latency({ med: 90, p90: 200, p95: 320, p99: 1280, max: 2000 }),
};
const sectionOf = (phases: PhaseStats[], width: number, scenarios = ['normal']) =>
  phaseSection(
    { snapshot: snapshot({ phases }), run: runInfo({ scenarios }) },
    { style: styleOf(false), width },
  );

describe('the phases in the summary', () => {
  it('have a row each, with all figures where there is room', () => {
    expect(sectionOf([phase, spike], 110)).toEqual([
      'Phases             from  VUs  iterations  requests  req/s    p50     p90     p95     p99     max  failed',
      '  ramp 0 → 50 VUs  0:00   50       6,700    13,400    447  21 ms   40 ms   52 ms   81 ms  130 ms       0',
      '  spike            0:30  500      10,000    20,000  1,000  90 ms  200 ms  320 ms  1.28 s  2.00 s   0.5 %',
    ]);
  });

  it('tell what was dropped where anything was', () => {
    const lines = sectionOf([phase, { ...spike, droppedIterations: 1234 }], 140);
    expect(lines[0]).toContain('dropped');
    expect(lines[2]).toContain('1,234');
  });

  it.each([60, 80, 100])('fit into %i columns, by leaving out what matters less', (width) => {
    const lines = sectionOf([phase, { ...spike, name: 'a name that is longer than it should be' }], width);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    for (const title of ['req/s', 'p50', 'p95', 'failed']) expect(lines[0]).toContain(title);
  });

  it('say whose they are where there are several scenarios, and nothing of what was not measured', () => {
    const lines = sectionOf([{ ...phase, requests: 0, durationMs: 0, perSec: 0 }], 120, ['normal', 'admin']);
    expect(lines[1]).toContain('normal: ramp 0 → 50 VUs');
    expect(lines[1]).toMatch(/0 {6}– {5}– {5}– {5}– {5}– {6}–|– +– +– +– +– +– +0$/);
  });

  it('are not there where no scenario has stages', () => {
    expect(sectionOf([], 100)).toEqual([]);
  });
});
