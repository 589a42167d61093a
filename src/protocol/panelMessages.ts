import * as z from 'zod';
import type { SessionEvent } from '../session/event.ts';
import type { SessionState } from '../session/state.ts';
import type { SuiteState } from '../session/suiteState.ts';

/**
 * What the host tells the panel. The host is trusted by the panel, so only the other direction is validated
 * at run time.
 */
export type ToPanel =
  /** The whole state: after `ready`, and whenever the panel is shown again. */
  | { readonly type: 'hydrate'; readonly state: SessionState; readonly suite: SuiteState | null }
  /** The suite that runs are made for, whenever that changes; null where there is none. */
  | { readonly type: 'suite'; readonly suite: SuiteState | null }
  /** Increments since, through the same reducer. */
  | { readonly type: 'events'; readonly events: readonly SessionEvent[] };

/** What the panel asks of the host; validated there, since a webview is an edge. */
export const fromPanelSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('runAgain'), profiled: z.boolean() }),
  z.strictObject({ type: z.literal('setBaseline') }),
  z.strictObject({ type: z.literal('openRecord') }),
  /** Opens a source file at a place; line and column from 1. */
  z.strictObject({ type: z.literal('open'), file: z.string(), line: z.int(), column: z.int() }),
  /** What a frame cost in the panel, for the tests: milliseconds of main-thread time. */
  z.strictObject({ type: z.literal('measured'), worstFrameMs: z.number(), frames: z.int() }),
]);

export type FromPanel = z.infer<typeof fromPanelSchema>;
