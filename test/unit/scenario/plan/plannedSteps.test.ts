import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../../src/scenario/plan/plan.ts';
import { flowSlots } from '../../../../src/scenario/plan/plannedSteps.ts';
import { plannedRequest } from '../../../support/plans.ts';

const slot = (index: number) => ({ slot: index, encoding: 'none' as const, fallback: null });

describe('flowSlots', () => {
  it('finds them in requests, conditions, branches and the flows that are called', () => {
    const main: PlannedStep[] = [
      plannedRequest('http://a', {
        path: ['/', slot(1)],
        headers: [['a', [{ base64: [slot(2)], encoding: 'none' }]]],
        body: ['x', slot(3)],
      }),
      {
        kind: 'when',
        condition: {
          text: '',
          any: [[{ operand: { kind: 'variable', slot: 4 }, comparison: '==', value: 1 }]],
        },
        steps: [{ kind: 'call', flow: 'other' }],
        otherwise: [plannedRequest('http://a', { path: [slot(5)] })],
      },
    ];
    const other: PlannedStep[] = [
      { kind: 'group', name: 'g', steps: [plannedRequest('http://a', { path: [slot(6)] })] },
    ];
    const unused: PlannedStep[] = [plannedRequest('http://a', { path: [slot(7)] })];
    expect([...flowSlots({ main, other, unused }, 'main')].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
