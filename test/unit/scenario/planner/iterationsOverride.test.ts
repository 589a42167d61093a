import { describe, expect, it } from 'vitest';
import { build, planOf } from '../parts.ts';

const flow = 'flow: [{ GET: / }]\n';
const target = 'target: http://localhost:3000\n';
const named = (more: string) => `${target}scenarios: { ${more} }\n${flow}`;
const ramp = 'executor: ramping-vus, startTime: 5s, stages: [{ duration: 9s, target: 9 }], tags: { a: b }';

/** k6: `--iterations` takes the place of what the file says of how to run. */
describe('--iterations', () => {
  it('makes shared iterations of whatever the file runs, with its users or one', () => {
    const executorOf = (top: string, options = {}) =>
      planOf(`${target}${top}${flow}`, { iterations: 20, ...options }).scenarios[0]?.executor;
    const shared = { kind: 'shared-iterations', iterations: 20, maxDurationMs: 600_000 };
    expect(executorOf('vus: 5\nduration: 10s\n')).toEqual({ ...shared, vus: 5 });
    expect(executorOf('stages: [{ duration: 10s, target: 3 }]\n')).toEqual({ ...shared, vus: 1 });
    expect(executorOf('vus: 4\niterations: 8\n')).toEqual({ ...shared, vus: 4 });
    expect(executorOf('')).toEqual({ ...shared, vus: 1 });
    expect(executorOf('vus: 5\nduration: 10s\n', { vus: 2, durationMs: 3000 })).toEqual({
      ...shared,
      vus: 2,
      maxDurationMs: 3000,
    });
  });

  it('leaves a scenario its flow and tags, and begins at once', () => {
    const [scenario] = planOf(named(`a: { ${ramp} }`), { iterations: 3 }).scenarios;
    expect(scenario).toMatchObject({ name: 'a', flow: 'default', startTimeMs: 0, tags: { a: 'b' } });
    expect(scenario?.executor).toMatchObject({ kind: 'shared-iterations', vus: 1, iterations: 3 });
  });

  it('is for one scenario', () => {
    const text = named(`a: { ${ramp} }, b: { ${ramp} }`);
    expect(build(text, { iterations: 3 }).told).toEqual([
      '2:1 scenarios: --iterations is for one scenario, and 2 would be run',
    ]);
    expect(planOf(text, { iterations: 3, scenarios: ['b'] }).scenarios).toHaveLength(1);
  });

  it('gives each user one at least', () => {
    expect(build(`${target}vus: 5\nduration: 1s\n${flow}`, { iterations: 4 }).told).toEqual([
      '2:1 vus: --iterations 4 cannot be shared by 5 virtual users',
    ]);
  });
});
