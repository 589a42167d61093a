import type { Clock } from '../base/clock.ts';
import type { EngineRunnerOptions } from '../runner/engineRunner.ts';
import type { Output } from './output.ts';
import type { SignalSource } from './stopSignals.ts';

/** The world around the command line. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: SignalSource;
  readonly clock: Clock;
  readonly version: string;
  /** How the engine's process is started, or that it has been already. */
  readonly engine: EngineRunnerOptions;
}
