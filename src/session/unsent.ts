import { OTHER_ENDPOINTS } from '../metrics/names.ts';
import type { EndpointStats } from '../metrics/rows.ts';
import type { SessionState } from './state.ts';
import { countText, plural } from './wording.ts';

/** How many endpoints are named; the table has them all. */
const MOST_NAMED = 3;

/** Whether no request of an endpoint of the plan was counted. */
export function isUnsent({ name, requests }: Pick<EndpointStats, 'name' | 'requests'>): boolean {
  return requests === 0 && name !== OTHER_ENDPOINTS;
}

/** What stands in place of its figures: that it was not sent, where that is known; else '' since it may have been. */
export function unsentNote(state: SessionState): string {
  return state.phase === 'finished' && isSure(state) ? 'not sent' : '';
}

/** What is sent in the warm-up, or cut off with its iteration, is not counted. */
function isSure({ snapshot, run }: SessionState): boolean {
  return (run?.warmupMs ?? 0) === 0 && (snapshot?.total.interruptedIterations ?? 0) === 0;
}

/**
 * Of a run that came to its end, the endpoints of which no request was counted, in a sentence: `Never sent: GET
 * /a, GET /b and 2 more.`; '' where there are none. Those of a login may well not be needed, and one that is sent
 * from another step of its name is sent.
 */
export function unsentText(state: SessionState): string {
  const { phase, outcome, snapshot, endpoints, run } = state;
  const isWhole = phase === 'finished' && (outcome === 'passed' || outcome === 'failed');
  if (!isWhole || snapshot === null || snapshot.total.requests === 0) return '';
  const several = (run?.scenarios.length ?? 1) > 1;
  const nameOf = ({ scenario, name }: EndpointStats) => (several ? `${scenario}: ${name}` : name);
  const sent = new Set(endpoints.filter((one) => one.requests > 0).map(nameOf));
  const all = endpoints.filter((one) => isUnsent(one) && !one.isLogin).map(nameOf);
  const names = new Set(all.filter((one) => !sent.has(one)));
  const untold = endpoints.reduce((sum, { unsent = 0 }) => sum + unsent, 0);
  const named = [...names].slice(0, MOST_NAMED);
  const rest = names.size - named.length + untold;
  if (named.length + rest === 0) return '';
  const more = named.length === 0 ? plural(rest, 'endpoint') : `${countText(rest)} more`;
  const list = [named.join(', '), ...(rest > 0 ? [more] : [])].filter((one) => one !== '').join(' and ');
  return isSure(state) ? `Never sent: ${list}.` : `No request was counted of ${list}.`;
}
