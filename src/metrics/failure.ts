import * as z from 'zod';

/** One of the first requests that failed, or whose expectation failed; secrets are redacted before it is made. */
export const failureSchema = z.strictObject({
  /** The same of all that fail alike: by step, status, error and what was expected; '' in an older record. */
  kind: z.string().default(''),
  elapsedMs: z.number(),
  scenario: z.string(),
  name: z.string(),
  method: z.string(),
  url: z.string(),
  /** 0 where no response came. */
  status: z.int(),
  /** k6's error code (1050 timeout, 1212 refused, 1220 reset, 1000 + status …), 0 where the request itself was fine. */
  errorCode: z.int(),
  /** What was expected, or what went wrong, in one line. */
  reason: z.string(),
  /** The beginning of the response body, at most 400 characters; empty where there is none. */
  excerpt: z.string(),
  place: z.strictObject({ line: z.int(), column: z.int() }).nullable(),
  /** Of the trace that the request carried; left out, none. */
  traceId: z.string().optional(),
});

/** How many failures there were of a kind; '' for all those kinds that were too many to be told apart. */
export const failureCountSchema = z.strictObject({
  kind: z.string(),
  count: z.int(),
  /** Of the iterations that ended early, those that it ended; left out, none. */
  ended: z.int().optional(),
});

export type Failure = z.infer<typeof failureSchema>;
export type FailureCount = z.infer<typeof failureCountSchema>;
