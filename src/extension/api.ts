import type { SessionState } from '../session/state.ts';
import type { SuiteState } from '../session/suiteState.ts';
import type { Mark } from './markModel.ts';

/** What `activate` gives to other extensions and to the tests: a look at things, nothing that acts. */
export interface HotlapApi {
  /** What `activate` itself took, in milliseconds. */
  readonly activateMs: number;
  /** The run that goes on, or the last one of this window. */
  readonly state: SessionState;
  /** The suite that the run is part of, or the last one; null where there is none. */
  readonly suite: SuiteState | null;
  /** The marked lines by absolute path. */
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
  /** What the panel says a frame cost it at worst, in milliseconds of main-thread time; null before it has told. */
  readonly panelFrames: { readonly worstFrameMs: number; readonly frames: number } | null;
}
