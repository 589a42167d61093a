import type { Breakpoint } from '../metrics/breakpoint.ts';
import { rateText } from '../session/breakpointText.ts';
import type { SessionState } from '../session/state.ts';
import { clockText, msText, percentText, perSecText, plural } from '../session/wording.ts';

/** Rows of the charts that make the rate that is shown: about a second. */
const RATE_ROWS = 4;

/** The figures of a run as they stand: percentiles of the whole run, the rate of the last second. */
export function progressFigures(state: SessionState): readonly string[] {
  const { snapshot } = state;
  if (!snapshot || snapshot.total.requests === 0) {
    const warmupMs = state.run?.warmupMs ?? 0;
    const warming = state.elapsedMs < warmupMs;
    const what = warming ? `warming up until ${clockText(warmupMs)}` : 'waiting for the first response';
    return [what, plural(snapshot?.vus ?? 0, 'VU')];
  }
  const { total, vus } = snapshot;
  const figures = [
    `p50 ${msText(total.latencyMs.med)}`,
    `p95 ${msText(total.latencyMs.p95)}`,
    `p99 ${msText(total.latencyMs.p99)}`,
    `${perSecText(recentRate(state))} req/s`,
    `failed ${percentText(total.failed / total.requests)}`,
    plural(vus, 'VU'),
  ];
  return total.droppedIterations > 0
    ? [...figures, `${plural(total.droppedIterations, 'iteration')} dropped`]
    : figures;
}

function recentRate({ series }: SessionState): number {
  const requests = series.requestsPerSec.slice(-RATE_ROWS);
  const durations = series.durationMs.slice(-RATE_ROWS);
  const totalMs = durations.reduce((sum, one) => sum + one, 0);
  if (totalMs === 0) return 0;
  return requests.reduce((sum, rate, row) => sum + rate * (durations[row] ?? 0), 0) / totalMs;
}

/** `1:48 of 2:40`. */
export function progressTime({ elapsedMs, run }: SessionState): string {
  const most = run?.isSearch ? 'at most ' : '';
  return `${clockText(elapsedMs)} of ${most}${clockText(run?.durationMs ?? 0)}`;
}

function searchPhase({ trying, holds }: Breakpoint): string {
  const tried = trying === null ? [] : [`trying ${rateText(trying)}`];
  return [...tried, ...(holds > 0 ? [`holds ${rateText(holds)}`] : [])].join(', ');
}

/** What the run is at: `hold 50 VUs`, `stopping`; '' where nothing is to be said. */
export function progressPhase({ phase, run, elapsedMs, snapshot }: SessionState): string {
  if (phase === 'preparing') return 'preparing';
  if (phase === 'stopping') return 'finishing what is under way';
  const search = snapshot?.breakpoint ?? null;
  if (search !== null) return searchPhase(search);
  const phases = run?.phases.filter((one) => one.startMs <= elapsedMs && elapsedMs < one.endMs) ?? [];
  const labels = phases.map((one) => one.label).join(', ');
  return run && elapsedMs < run.warmupMs ? `warm-up: ${labels}` : labels;
}
