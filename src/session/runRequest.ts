import type { Baseline } from '../results/baseline.ts';
import type { GitState, Machine } from '../results/record.ts';
import type { Plan } from '../scenario/plan/plan.ts';

/** All that is told of one run. */
export interface RunRequest {
  readonly plan: Plan;
  /** SHA-256 of the scenario file's text. */
  readonly scenarioHash: string;
  /** Folder against which paths are shown and kept; null where there is none. */
  readonly root: string | null;
  readonly profiled: boolean;
  /** null where there is nothing to compare with. */
  readonly baseline: Baseline | null;
  /** May still be on its way: the load does not wait for it. */
  readonly git: GitState | null | Promise<GitState | null>;
  readonly machine: Machine;
  /** The generator's runtime, such as `node v24.21.0`. */
  readonly runtime: string;
  readonly hotlapVersion: string;
  /** What is worth a word before the run begins, such as the scenario file's warnings. */
  readonly warnings?: readonly string[];
}
