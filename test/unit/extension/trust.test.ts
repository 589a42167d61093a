import { describe, expect, it } from 'vitest';
import { trustProblem } from '../../../src/extension/trust.ts';

describe('trust', () => {
  it('is no matter where the workspace has it', () => {
    expect(trustProblem(true)).toBeNull();
  });

  it('is what a workspace without it is told of, and the way out', () => {
    expect(trustProblem(false)).toMatchObject({
      code: 'workspace-untrusted',
      message: expect.stringContaining('runs nothing'),
      hint: expect.stringContaining('Trust the workspace'),
    });
  });
});
