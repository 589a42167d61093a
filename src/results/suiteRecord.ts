import * as z from 'zod';
import { thresholdStatusSchema } from '../metrics/thresholdStatus.ts';
import { runRecordSchema } from './record.ts';

export const SUITE_VERSION = 1;

/** The threshold that came nearest to its limit, or went furthest beyond it. */
const worstThresholdSchema = thresholdStatusSchema.pick({
  metric: true,
  expression: true,
  value: true,
  limit: true,
  ok: true,
  margin: true,
});

/** One run of a suite, or one that was not reached. */
const suiteMemberRecordSchema = z.strictObject({
  /** As the suite names it: `browse`, `other.perf.yaml#pay`. */
  label: z.string(),
  /** Relative to the workspace where it lies within it. */
  file: z.string(),
  /** Empty: all of the file. */
  scenarios: z.array(z.string()),
  status: z.enum(['passed', 'failed', 'interrupted', 'error', 'not-run']),
  /** Whether the generator was the limit, so that its figures prove little. */
  limited: z.boolean(),
  verdict: z.string(),
  requests: z.int(),
  failed: z.int(),
  requestsPerSec: z.number(),
  /** null where nothing was measured. */
  p95Ms: z.number().nullable(),
  worst: worstThresholdSchema.nullable(),
  /** Of its record; null where there is none. */
  runId: z.string().nullable(),
  record: z.string().nullable(),
});

/** A suite that was run, as it is kept on disk: what its runs came to, and where their records are. */
export const suiteRecordSchema = z.strictObject({
  version: z.literal(SUITE_VERSION),
  kind: z.literal('suite'),
  id: z.string(),
  /** `interrupted` from the first run on, until all have ended. */
  status: z.enum(['passed', 'failed', 'interrupted', 'error']),
  name: z.string(),
  description: z.string().nullable(),
  /** Relative to the workspace where it lies within it. */
  file: z.string(),
  startedAt: z.iso.datetime(),
  hotlap: z.string(),
  verdict: z.string(),
  members: z.array(suiteMemberRecordSchema),
});

/** What `--out json=FILE` writes of a suite: with the whole records of its runs, in order. */
export const suiteReportSchema = suiteRecordSchema.extend({ runs: z.array(runRecordSchema) });

export type WorstThreshold = z.infer<typeof worstThresholdSchema>;
export type SuiteMemberRecord = z.infer<typeof suiteMemberRecordSchema>;
export type SuiteRecord = z.infer<typeof suiteRecordSchema>;
export type SuiteReport = z.infer<typeof suiteReportSchema>;
