import type { RunOptions } from './args.ts';
import type { CliContext } from './context.ts';

type Asked = Pick<RunOptions, 'quiet'>;
type Place = Pick<CliContext, 'stderr' | 'env'>;

const WATCHED_EVERY_MS = 250;
const UNWATCHED_EVERY_MS = 500;

/** Whether the progress is drawn anew all the time: in a terminal, unless it is to be quiet. */
export function isWatched({ quiet }: Asked, { stderr, env }: Place): boolean {
  return !quiet && stderr.isTTY && env.TERM !== 'dumb';
}

/**
 * Milliseconds between the snapshots of a run. To take one in costs about a millisecond, which the engine may need for
 * itself where cores are few; whom nobody watches asks less often.
 */
export function snapshotEveryMs(options: Asked, context: Place): number {
  return isWatched(options, context) ? WATCHED_EVERY_MS : UNWATCHED_EVERY_MS;
}
