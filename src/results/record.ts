import * as z from 'zod';
import { breakpointSchema } from '../metrics/breakpoint.ts';
import { failureCountSchema, failureSchema } from '../metrics/failure.ts';
import { GENERATOR_REASONS } from '../metrics/generatorReason.ts';
import { latencyBoundSchema, latencySchema } from '../metrics/latency.ts';
import {
  checkStatsSchema,
  endpointSchema,
  groupStatsSchema,
  phaseStatsSchema,
  slowRequestSchema,
} from '../metrics/rows.ts';
import { metricRecordSchema } from '../metrics/snapshot.ts';
import { thresholdStatusSchema } from '../metrics/thresholdStatus.ts';
import { hotspotSchema, profiledProcessSchema } from '../profile/hotspot.ts';

/**
 * 2 tells how the generator fared, the bound on the percentiles and the warm-up; 3 tells the figures of each phase
 * and group, which group a check is in, and each endpoint's service time, and how many failures there were of each kind.
 * What is older is read as having none of it.
 */
export const RECORD_VERSION = 3;

/** One row a snapshot (or several joined, in a long run). Milliseconds, per second. */
const intervalSchema = z.strictObject({
  elapsedMs: z.number(),
  durationMs: z.number(),
  requests: z.int(),
  failed: z.int(),
  vus: z.int(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});

export const machineSchema = z.strictObject({
  os: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
});

export const gitSchema = z.strictObject({
  sha: z.string(),
  branch: z.string().nullable(),
  dirty: z.boolean(),
});

const summarySchema = z.strictObject({
  durationMs: z.number(),
  requests: z.int(),
  failed: z.int(),
  requestsPerSec: z.number(),
  failedRate: z.number(),
  iterations: z.int(),
  /** Of `iterations`, those that a step that failed ended early; 0 in records of before it was counted. */
  earlyIterations: z.int().default(0),
  droppedIterations: z.int(),
  interruptedIterations: z.int(),
  /** Requests of theirs that had no response by then, and are no part of `requests`; left out, none. */
  unansweredRequests: z.int().optional(),
  checksPassed: z.int(),
  checksFailed: z.int(),
  /** From the intended start. */
  latencyMs: latencySchema,
  serviceMs: latencySchema,
  /** Where requests were never sent: what the percentiles of `latencyMs` are at least, with them. */
  bound: latencyBoundSchema.nullable().default(null),
});

/** Whether the figures are the generator's as much as the API's. */
const generatorLimitSchema = z.strictObject({
  limited: z.boolean(),
  reasons: z.array(z.enum(GENERATOR_REASONS)),
  /** In one sentence; '' where it was not. */
  evidence: z.string(),
});

/** A run, whole, as it is kept on disk. Versioned: a reader refuses what is newer than it knows. */
export const runRecordSchema = z.strictObject({
  /** What an older Hotlap wrote is read as this one would have written it. */
  version: z.literal([1, 2, RECORD_VERSION]).transform(() => RECORD_VERSION),
  id: z.string(),
  /** `interrupted` from the first second on, until the run has ended otherwise. */
  status: z.enum(['passed', 'failed', 'interrupted', 'error']),
  /** Why it ended early, in a sentence; null where it ran to its end. */
  problem: z.string().nullable(),
  name: z.string(),
  scenarios: z.array(z.string()),
  /** Relative to the workspace where it lies within it. */
  file: z.string().nullable(),
  /** SHA-256 of the scenario file's text. */
  scenarioHash: z.string(),
  target: z.string(),
  startedAt: z.iso.datetime(),
  hotlap: z.string(),
  git: gitSchema.nullable(),
  machine: machineSchema,
  /** The generator's runtime, such as `node v24.21.0`. */
  runtime: z.string(),
  verdict: z.string(),
  generator: generatorLimitSchema.default(() => ({ limited: false, reasons: [], evidence: '' })),
  /** How many threads sent the load. */
  threads: z.int().min(1).default(1),
  /** Milliseconds at the start of the load that are in no figure. */
  warmupMs: z.number().default(0),
  summary: summarySchema,
  intervals: z.array(intervalSchema),
  endpoints: z.array(endpointSchema),
  /** Of the scenarios with several stages. */
  phases: z.array(phaseStatsSchema).default(() => []),
  /** Where the run looked for the highest rate. */
  breakpoint: breakpointSchema.nullable().default(null),
  groups: z.array(groupStatsSchema).default(() => []),
  thresholds: z.array(thresholdStatusSchema),
  checks: z.array(checkStatsSchema),
  /** The first of each kind. */
  failures: z.array(failureSchema),
  /** How many there were of each kind; an older record has none. */
  failureCounts: z.array(failureCountSchema).default(() => []),
  /** By their traces, the slowest first; left out where requests carry none. */
  slowest: z.array(slowRequestSchema).optional(),
  /** Under k6's names, with the histograms. */
  metrics: z.array(metricRecordSchema),
  process: profiledProcessSchema.nullable(),
  /** Ordered by self share; empty where the run was not profiled. */
  hotspots: z.array(hotspotSchema),
  warnings: z.array(z.string()),
});

export type Interval = z.infer<typeof intervalSchema>;
export type Machine = z.infer<typeof machineSchema>;
export type GitState = z.infer<typeof gitSchema>;
export type Summary = z.infer<typeof summarySchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;
