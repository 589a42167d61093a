import { expect, it } from 'vitest';
import { isWatched, snapshotEveryMs } from '../../../src/cli/watching.ts';

function place(isTTY: boolean, TERM = 'xterm') {
  return {
    stderr: { isTTY, columns: 80, write: () => undefined, flush: async () => undefined },
    env: { TERM },
  };
}

it.each([
  ['a terminal is watched', false, place(true), true],
  ['a quiet run is not', true, place(true), false],
  ['a pipe is not', false, place(false), false],
  ['a terminal that cannot move its cursor is not', false, place(true, 'dumb'), false],
])('%s', (_name, quiet, where, expected) => {
  expect(isWatched({ quiet }, where)).toBe(expected);
  // Two to four a second: what the panel and the record are drawn from.
  expect(snapshotEveryMs({ quiet }, where)).toBe(expected ? 250 : 500);
});
