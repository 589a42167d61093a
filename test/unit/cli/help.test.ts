import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../../src/cli/help.ts';

describe('the help', () => {
  it('fits 80 columns', () => {
    for (const topic of ['run', 'validate', 'new', 'all'] as const)
      for (const line of helpText(topic).split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it('has no option for a run that README does not tell', () => {
    const readme = readFileSync('README.md', 'utf8');
    const options = [...helpText('run').matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option);
    expect(options.length).toBeGreaterThan(10);
    expect(options.filter((option) => !readme.includes(option))).toEqual([]);
  });
});
