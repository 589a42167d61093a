import type { Clock } from '../../base/clock.ts';
import type { PlannedConnections } from '../../scenario/plan/plannedHttp.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import { FreshRequesters } from './freshRequesters.ts';
import { SharedRequesters } from './sharedRequesters.ts';

/**
 * Requesters that use connections as the plan says.
 * @param inner makes one connection each
 * @param planned undefined for one of each user's own
 */
export function withReuse(
  inner: RequesterFactory,
  planned: PlannedConnections | undefined,
  { clock, http2 }: { readonly clock: Clock; readonly http2: boolean },
): RequesterFactory {
  if (planned === undefined) return inner;
  if (planned !== 'none') return new SharedRequesters(inner, planned.shared, clock);
  return new FreshRequesters(inner, (origin) => !http2 || origin.startsWith('http://'));
}
