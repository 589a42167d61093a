import type { Failure } from '../metrics/failure.ts';
import type { SessionState } from './state.ts';
import { countText } from './wording.ts';

/** The iterations that a failure ended before their end, and what ended the most of them. */
export interface EarlyEnds {
  readonly count: number;
  /** So many of them ended by `cause`. */
  readonly byCause: number;
  /** null where it was not kept, among so many kinds. */
  readonly cause: Failure | null;
  /** `login.perf.yaml:14`, the step of the cause; '' where it is not known. */
  readonly at: string;
}

type Told = Pick<SessionState, 'snapshot' | 'failures' | 'run'>;

/** Null where every iteration went to its end. */
export function earlyEndsOf({ snapshot, failures, run }: Told): EarlyEnds | null {
  const count = snapshot?.total.earlyIterations ?? 0;
  if (count === 0) return null;
  const kinds = (snapshot?.failureCounts ?? []).filter(({ kind, ended = 0 }) => kind !== '' && ended > 0);
  const [most] = kinds.sort((a, b) => (b.ended ?? 0) - (a.ended ?? 0));
  const cause = failures.find(({ kind }) => kind === most?.kind) ?? null;
  const file = run?.file?.split(/[\\/]/).at(-1) ?? '';
  const line = cause?.place?.line;
  const at = file === '' || line === undefined ? '' : `${file}:${line}`;
  return { count, byCause: cause === null ? 0 : (most?.ended ?? 0), cause, at };
}

/** More of a reason than this is for the failures to tell. */
const REASON_LENGTH = 160;

/** What ended them: `GET /login: status 503, login.perf.yaml:14`; '' where that is not known. */
export function earlyCauseText({ count, byCause, cause, at }: EarlyEnds): string {
  if (cause === null) return '';
  const reason =
    cause.reason.length > REASON_LENGTH ? `${cause.reason.slice(0, REASON_LENGTH - 1)}…` : cause.reason;
  const place = at === '' ? '' : `, ${at}`;
  const others = count - byCause;
  const more = others > 0 ? `; ${countText(others)} by other failures` : '';
  return `${cause.name}: ${reason}${place}${more}`;
}
