import type { PlannedRequest } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { RequestStep } from '../schema/steps.ts';
import type { PlanContext } from './planContext.ts';

/** How long a request may take, in milliseconds, as a whole and in each phase that has a limit. */
export type PlannedTimeout = Pick<PlannedRequest, 'timeoutMs' | 'limits'>;

/** @param above what holds for what `timeout` does not say */
export function planTimeout(
  context: PlanContext,
  timeout: RequestStep['timeout'],
  path: Path,
  above: PlannedTimeout,
): PlannedTimeout {
  if (timeout === undefined) return above;
  const read = (value: string | number | undefined, at: Path, fallbackMs: number): number => {
    const durationMs = context.durationMs(value, at, fallbackMs);
    if (value !== undefined && durationMs <= 0) {
      context.error(at, 'a timeout must be more than 0', 'Write it like 5s, or remove it for 60s.');
    }
    return durationMs;
  };
  if (typeof timeout !== 'object') return { ...above, timeoutMs: read(timeout, path, above.timeoutMs) };
  const { connect, firstByte, total } = timeout;
  const timeoutMs = read(total, [...path, 'total'], above.timeoutMs);
  const connectMs = read(connect, [...path, 'connect'], above.limits?.connectMs ?? timeoutMs);
  const firstByteMs = read(firstByte, [...path, 'firstByte'], above.limits?.firstByteMs ?? timeoutMs);
  const [longest, what] = connectMs > firstByteMs ? [connectMs, 'connect'] : [firstByteMs, 'firstByte'];
  if (total !== undefined && timeout[what as 'connect' | 'firstByte'] !== undefined && longest > timeoutMs) {
    const message = `${what} is longer than total, and never runs out`;
    context.warn([...path, what], message, 'Shorten it, or give total more.');
  }
  return { timeoutMs, limits: { connectMs, firstByteMs } };
}
