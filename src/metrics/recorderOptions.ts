import type { RecordedMetric } from './customTable.ts';
import type { RecordedPhase } from './phaseTable.ts';
import type { RequestSeries } from './sample.ts';
import type { ThresholdOptions } from './threshold.ts';

export interface RecordedScenario {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RecordedCheck {
  readonly name: string;
  /** Index of the series whose responses it looks at. */
  readonly series: number;
}

/** A group of a flow as one scenario goes through it. */
export interface RecordedGroup {
  /** k6's: `::checkout::login`. */
  readonly path: string;
  /** Index of its scenario. */
  readonly scenario: number;
}

export interface RecorderOptions {
  readonly series: readonly RequestSeries[];
  readonly scenarios: readonly RecordedScenario[];
  readonly checks: readonly RecordedCheck[];
  readonly groups?: readonly RecordedGroup[];
  readonly phases?: readonly RecordedPhase[];
  /** The user's own. */
  readonly metrics?: readonly RecordedMetric[];
  readonly thresholds: readonly ThresholdOptions[];
  /** So long at the start nothing is told to the recorder: rates are of the time after it. Default: 0. */
  readonly warmupMs?: number;
}
