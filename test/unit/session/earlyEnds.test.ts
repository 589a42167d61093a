import { describe, expect, it } from 'vitest';
import { earlyCauseText, earlyEndsOf } from '../../../src/session/earlyEnds.ts';
import { failureOf, runInfo, snapshot, window } from '../../support/sessionStates.ts';

const token = failureOf({
  kind: 'token',
  reason: 'nothing to capture as token: the body has nothing at $.token',
  place: { line: 14, column: 5 },
});
const broken = failureOf({ kind: 'broken', name: 'GET /cart' });

function stateOf(counts: readonly [kind: string, ended: number][], run = runInfo()) {
  const earlyIterations = counts.reduce((sum, [, ended]) => sum + ended, 0);
  const failureCounts = counts.map(([kind, ended]) => ({ kind, count: ended, ended }));
  const total = window({ iterations: 100, earlyIterations });
  return { run, failures: [broken, token], snapshot: snapshot({ total, failureCounts }) };
}

function told(...parts: Parameters<typeof stateOf>): string | null {
  const early = earlyEndsOf(stateOf(...parts));
  return early === null ? null : earlyCauseText(early);
}

describe('what ended iterations early', () => {
  it.each<[string, [string, number][], string | null]>([
    ['nothing', [], null],
    ['one cause', [['token', 12]], `login: ${token.reason}, fraud.perf.yaml:14`],
    [
      'the most frequent of several',
      [
        ['broken', 3],
        ['token', 12],
        ['', 1],
      ],
      `login: ${token.reason}, fraud.perf.yaml:14; 4 by other failures`,
    ],
    ['a step whose place is not known', [['broken', 2]], 'GET /cart: status 500'],
    ['a failure that was not kept', [['strange', 2]], ''],
    ['those that were too many to be told apart', [['', 2]], ''],
  ])('%s', (_text, counts, expected) => {
    expect(told(counts)).toBe(expected);
  });

  it('has no place in a run of no file', () => {
    expect(told([['token', 1]], runInfo({ file: null }))).toBe(`login: ${token.reason}`);
    expect(earlyEndsOf(stateOf([['token', 1]], runInfo({ file: 'C:\\perf\\a.perf.yaml' })))?.at).toBe(
      'a.perf.yaml:14',
    );
  });

  it('is cut where the reason is long', () => {
    const reason = 'x'.repeat(200);
    const early = earlyEndsOf({
      ...stateOf([['token', 1]]),
      failures: [failureOf({ kind: 'token', reason })],
    });
    expect(early === null ? '' : earlyCauseText(early)).toBe(`login: ${'x'.repeat(159)}…`);
  });
});
