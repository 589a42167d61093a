import type { Clock } from '../base/clock.ts';
import type { SessionState } from '../session/state.ts';
import type { Output } from './output.ts';
import { progressFigures, progressPhase, progressTime } from './progressText.ts';
import type { ProgressView } from './progressView.ts';

const LINE_EVERY_MS = 2000;

/** Progress where there is no terminal: a line about every two seconds. */
export class PlainView implements ProgressView {
  readonly #output: Output;
  readonly #clock: Clock;
  #lastLineMs: number | null = null;

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
  }

  note(lines: readonly string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`);
  }

  update(state: SessionState): void {
    if (state.snapshot === null || state.phase === 'finished') return;
    const nowMs = this.#clock.nowMs();
    if (this.#lastLineMs !== null && nowMs - this.#lastLineMs < LINE_EVERY_MS) return;
    this.#lastLineMs = nowMs;
    const failing = state.thresholds.filter((one) => one.ok === false).length;
    const thresholds = failing > 0 ? [`✗ ${failing} of ${state.thresholds.length} thresholds`] : [];
    const search = state.snapshot.breakpoint === null ? [] : [progressPhase(state)];
    this.note([[progressTime(state), ...search, ...progressFigures(state), ...thresholds].join('  ')]);
  }

  close(): void {}
}
