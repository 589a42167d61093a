import type { SessionState } from '../session/state.ts';
import type { Output } from './output.ts';

/** Shows how a run goes on, on stderr. */
export interface ProgressView {
  /** Lines that stay: what happened. */
  note(lines: readonly string[]): void;
  /** The newest state; how often it is drawn is the view's business. */
  update(state: SessionState): void;
  /** Takes back what does not stay. */
  close(): void;
}

/** Notes alone. */
export class QuietView implements ProgressView {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  note(lines: readonly string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`);
  }

  update(): void {}

  close(): void {}
}
