import * as z from 'zod';

/** One hot line within a function, in the original source. */
const hotLineSchema = z.strictObject({ line: z.int(), self: z.number() });

/**
 * A function and the share of the process's busy time spent in it, in original positions (through source
 * maps). Shares are 0 to 1 of the busy time: idle time is no part of it.
 */
export const hotspotSchema = z.strictObject({
  function: z.string(),
  /** Absolute path of the source; `node:…` for the runtime's own code; '' for what has no file: `(garbage collector)`. */
  file: z.string(),
  /** Where the function begins, from 1; 0 where there is no file. */
  line: z.int(),
  column: z.int(),
  self: z.number(),
  total: z.number(),
  /** Whether it is the user's own code: a file that is neither a dependency nor the runtime's. */
  own: z.boolean(),
  /** The hottest lines within the function, by self share, at most 10; empty where lines are not known. */
  lines: z.array(hotLineSchema),
});

/** Hotspots over a stretch of the run, ordered by self share, at most 30. */
export const hotspotListSchema = z.strictObject({
  /** From the start of the load, in milliseconds. */
  startMs: z.number(),
  endMs: z.number(),
  /** CPU time sampled as busy, in milliseconds: a share times this is time. */
  busyMs: z.number(),
  idleMs: z.number(),
  hotspots: z.array(hotspotSchema),
});

export const profiledProcessSchema = z.strictObject({
  pid: z.int(),
  runtime: z.string(),
  /** Such as `v24.21.0`; '' where not known. */
  version: z.string(),
  /** The command line, shortened. */
  command: z.string(),
});

export type Hotspot = z.infer<typeof hotspotSchema>;
export type HotspotList = z.infer<typeof hotspotListSchema>;
export type ProfiledProcess = z.infer<typeof profiledProcessSchema>;
