import type { SessionState } from '../session/state.ts';
import type { SuiteState } from '../session/suiteState.ts';
import { clockText, msText } from '../session/wording.ts';

/** The status bar while a run goes on, and which of its suite it is; null where none does. */
export function statusText(
  state: SessionState,
  suite: SuiteState | null = null,
): { text: string; tooltip: string; red: boolean } | null {
  const { phase, run } = state;
  if (phase === 'idle' || phase === 'finished') return null;
  const part =
    suite === null || suite.phase === 'finished'
      ? null
      : `run ${suite.current + 1} of ${suite.members.length}`;
  const name = run?.name ?? 'Hotlap';
  const failing = state.thresholds.filter((one) => one.ok === false).length;
  const total = state.snapshot?.total.latencyMs;
  const p95 = total && total.count > 0 ? `p95 ${msText(total.p95)}` : null;
  return {
    text: [`$(pulse) ${p95 ?? name}`, activity(state), part, failing > 0 ? `✗ ${failing}` : null]
      .filter((part) => part !== null)
      .join(' · '),
    tooltip: `Hotlap: ${name}${failing > 0 ? `, ${failing} of ${state.thresholds.length} thresholds failing` : ''}. Click to show the panel.`,
    red: failing > 0,
  };
}

function activity(state: SessionState): string {
  if (state.phase === 'preparing') return 'preparing';
  if (state.phase === 'stopping') return 'stopping';
  const leftMs = (state.run?.durationMs ?? 0) - state.elapsedMs;
  return leftMs > 0 ? `${clockText(leftMs)} left` : 'ending';
}
