import type { SessionEvent } from '../../src/session/event.ts';
import type { PanelPage } from './panelPage.ts';

/** The frames and the tasks: each further category costs the thread that is measured. */
const CATEGORIES = ['devtools.timeline', 'toplevel'];

/** A slice of a trace in which a thread did one thing. */
interface Slice {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Microseconds of the processor that the thread had within it: what other processes take does not count. */
  readonly tdur?: number;
}

/**
 * Tells the panel one batch of events after the other at the pace of a run, and measures what each frame
 * cost the panel's main thread: script, style, layout and paint, in milliseconds of the processor, so that
 * another process's load is no matter. The batches are sent beforehand: their way to the page is the test's.
 */
export async function frameCosts(
  panel: PanelPage,
  batches: readonly (readonly SessionEvent[])[],
  everyMs = 250,
): Promise<number[]> {
  const { page } = panel;
  await page.evaluate((json) => {
    window.batches = JSON.parse(json);
  }, JSON.stringify(batches));
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.evaluate(async (paceMs) => {
    for (const events of window.batches) {
      window.postMessage({ type: 'events', events }, '*');
      await new Promise((resolve) => setTimeout(resolve, paceMs));
    }
  }, everyMs);
  const trace: unknown = JSON.parse((await browser.stopTracing()).toString('utf8'));
  const { traceEvents } = trace as { traceEvents: Slice[] };
  return framesOf(traceEvents);
}

/** Each frame with the tasks since the one before it; frames in which the panel drew nothing are left out. */
function framesOf(slices: readonly Slice[]): number[] {
  const drawing = slices.filter((one) => one.name === 'FireAnimationFrame');
  const { pid, tid } = drawing[0] ?? {};
  const mine = slices.filter((one) => one.pid === pid && one.tid === tid).sort((a, b) => a.ts - b.ts);
  const tasks = mine.filter((one) => one.name === 'ThreadControllerImpl::RunTask' && one.ph === 'X');
  const costs: number[] = [];
  let sumUs = 0;
  for (const task of tasks) {
    const endUs = task.ts + (task.dur ?? 0);
    sumUs += task.tdur ?? 0;
    if (!drawing.some(({ ts }) => ts >= task.ts && ts <= endUs)) continue;
    costs.push(sumUs / 1000);
    sumUs = 0;
  }
  // The first has the tracing's own beginning in it.
  return costs.slice(1);
}

/** The value that a share of all do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
