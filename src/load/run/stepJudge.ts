import type { TriedStep } from '../../metrics/breakpoint.ts';
import type { GeneratorReason } from '../../metrics/generatorReason.ts';
import type { ThresholdOptions } from '../../metrics/threshold.ts';
import type { ThresholdStatus } from '../../metrics/thresholdStatus.ts';

/** What is known of a step that is over. */
export interface StepEvidence {
  readonly requests: number;
  /** Iterations that had not ended when their time to finish was over. */
  readonly unfinished: number;
  /** Iterations that were due and never started. */
  readonly missed: number;
  /** Iterations that waited for a virtual user. */
  readonly waited: number;
  readonly thresholds: readonly ThresholdStatus[];
  /** The same by the service time, at the same place: null where a threshold is not on the response time. */
  readonly byService: readonly (ThresholdStatus | null)[];
  /** What the generator's own CPU, event loop and machine show. */
  readonly limits: readonly GeneratorReason[];
}

/**
 * Whether a rate held, by the figures of its step alone. It did not where a threshold failed, where iterations did
 * not come to an end, or where not all were started. That was the API's doing unless the generator was seen at its
 * limit, or nothing fails but the response time, and that only by what iterations waited before they were sent.
 */
export function judgeStep(step: StepEvidence): Pick<TriedStep, 'outcome' | 'broken' | 'limits'> {
  const broken = firstBroken(step.thresholds);
  const isStuck = step.unfinished > 0 || step.requests === 0;
  if (broken === null && !isStuck) {
    if (step.missed === 0) return { outcome: 'held', broken, limits: [] };
    return { outcome: 'generator-limited', broken, limits: waits(step) };
  }
  if (step.limits.length > 0) return { outcome: 'generator-limited', broken, limits: [...step.limits] };
  const isOfApi = step.thresholds.some((one, index) => {
    const service = step.byService[index] ?? null;
    return one.ok === false && (service === null || service.ok === false);
  });
  if (isStuck || isOfApi) return { outcome: 'broke', broken, limits: [] };
  return { outcome: 'generator-limited', broken, limits: waits(step) };
}

function waits({ missed, waited }: StepEvidence): GeneratorReason[] {
  return [missed > 0 || waited > 0 ? 'missed-starts' : 'late-starts'];
}

/** Of those that are red at the end, the one that has been for longest; of several the one that is furthest over. */
function firstBroken(thresholds: readonly ThresholdStatus[]): ThresholdStatus | null {
  const red = thresholds.filter((one) => one.ok === false);
  const since = (one: ThresholdStatus) => one.failingSinceMs ?? Number.POSITIVE_INFINITY;
  const over = (one: ThresholdStatus) => one.margin ?? Number.MAX_VALUE;
  return red.sort((a, b) => since(a) - since(b) || over(b) - over(a))[0] ?? null;
}

/** A threshold on the response time, put on the service time; null for all others. */
export function onServiceTime(threshold: ThresholdOptions): ThresholdOptions | null {
  const metric = /^http_req_duration(\{.*)?$/.exec(threshold.metric);
  return metric === null ? null : { ...threshold, metric: `http_req_service_time${metric[1] ?? ''}` };
}
