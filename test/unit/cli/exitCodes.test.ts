import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exitCodes.ts';
import { nodeVersionProblem } from '../../../src/cli/nodeVersion.ts';

describe('exitCodeOf', () => {
  it.each([
    ['all thresholds hold', 'passed', null, 0],
    ['a threshold failed', 'failed', null, 99],
    ['a signal stopped it', 'interrupted', null, 105],
    ['a host that nobody allowed', 'error', 'host-not-allowed', 104],
    ['nothing listens', 'error', 'target-refused', 107],
    ['setup took too long', 'error', 'setup-timeout', 100],
    ['teardown took too long', 'error', 'teardown-timeout', 101],
    ['setup failed', 'error', 'setup-failed', 107],
    ['the engine broke', 'error', 'engine-failed', 103],
  ] as const)('is k6s where %s', (_what, outcome, code, exit) => {
    expect(exitCodeOf({ outcome, problem: code === null ? null : { code, message: '' } })).toBe(exit);
  });
});

describe('nodeVersionProblem', () => {
  it('takes 20.18.1 and newer, and says what an older one needs', () => {
    for (const good of ['v20.18.1', 'v20.19.0', 'v22.0.0', 'v24.21.0'])
      expect(nodeVersionProblem(good)).toBeNull();
    for (const old of ['v20.18.0', 'v18.20.4', 'v16.0.0']) {
      expect(nodeVersionProblem(old)).toContain(`Node ${old} is too old: Hotlap needs 20.18.1 or newer`);
    }
  });
});
