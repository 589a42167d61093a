/** Milliseconds of main-thread time over which a report is made. */
const REPORT_EVERY_MS = 2000;

/**
 * Batches updates by animation frame and measures what each frame cost the main thread: script, style,
 * layout and paint, by a message that is posted in the frame and delivered after it.
 */
export class FrameMeter {
  readonly #channel = new MessageChannel();
  readonly #report: (worstFrameMs: number, frames: number) => void;
  #draw: (() => void) | null = null;
  #startMs = 0;
  #beforeMs = 0;
  #worstMs = 0;
  #frames = 0;
  #reportedMs = performance.now();

  constructor(report: (worstFrameMs: number, frames: number) => void) {
    this.#report = report;
    this.#channel.port1.onmessage = () => this.#measured();
  }

  /** Work done for the next frame outside of it, such as reducing a message; it counts as that frame's. */
  spend(work: () => void): void {
    const startMs = performance.now();
    work();
    this.#beforeMs += performance.now() - startMs;
  }

  /** Draws in the next frame; of several draws asked for until then only the last is done. */
  request(draw: () => void): void {
    const pending = this.#draw !== null;
    this.#draw = draw;
    if (!pending) requestAnimationFrame(() => this.#frame());
  }

  #frame(): void {
    const draw = this.#draw;
    this.#draw = null;
    this.#startMs = performance.now();
    draw?.();
    this.#channel.port2.postMessage(null);
  }

  #measured(): void {
    const nowMs = performance.now();
    this.#worstMs = Math.max(this.#worstMs, nowMs - this.#startMs + this.#beforeMs);
    this.#beforeMs = 0;
    this.#frames += 1;
    if (nowMs - this.#reportedMs < REPORT_EVERY_MS) return;
    this.#report(this.#worstMs, this.#frames);
    this.#reportedMs = nowMs;
    this.#worstMs = 0;
    this.#frames = 0;
  }
}
