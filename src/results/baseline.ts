import * as z from 'zod';
import { OTHER_ENDPOINTS } from '../metrics/names.ts';
import { type Figure, figureSchema } from './figure.ts';
import { figuresOf } from './noise.ts';
import { gitSchema, machineSchema, type RunRecord } from './record.ts';
import { pathWithin } from './recordBuilder.ts';

/** `.hotlap/baselines/<scenario>.json`: small, sorted, reviewable, meant to be committed. */
export const baselineSchema = z.strictObject({
  version: z.literal(1),
  scenario: z.string(),
  setAt: z.iso.datetime(),
  runId: z.string(),
  scenarioHash: z.string(),
  git: gitSchema.nullable(),
  machine: machineSchema,
  durationMs: z.number(),
  requests: z.int(),
  p50Ms: figureSchema,
  p95Ms: figureSchema,
  p99Ms: figureSchema,
  requestsPerSec: figureSchema,
  failedRate: z.number(),
  /** By request name. */
  endpoints: z.record(z.string(), z.strictObject({ p95Ms: z.number(), requests: z.int() })),
  /** The first ten hotspots: function and place to self share. */
  hotspots: z.array(z.strictObject({ function: z.string(), file: z.string(), self: z.number() })),
});

export type Baseline = z.infer<typeof baselineSchema>;

/** Hotspots that a baseline keeps. */
const HOTSPOT_LIMIT = 10;

/**
 * What a run is compared by: the file's `name`, and the scenarios that ran unless it is the short form's only
 * one. The same for every run of the same scenarios of a file.
 */
export function baselineScenario(name: string, scenarios: readonly string[]): string {
  const [only, ...others] = scenarios;
  if (only === undefined || (only === 'default' && others.length === 0)) return name;
  return `${name}: ${[...scenarios].sort().join(', ')}`;
}

/**
 * A run as a baseline.
 * @param now milliseconds since the epoch
 * @param root the workspace, so that the places of hotspots are the same on another machine
 */
export function baselineOf(record: RunRecord, now: number, root: string | null = null): Baseline {
  const figures = figuresOf(record);
  const figure = ({ value, noise }: Figure): Figure => ({ value: round(value, 3), noise: round(noise, 3) });
  return {
    version: 1,
    scenario: baselineScenario(record.name, record.scenarios),
    setAt: new Date(now).toISOString(),
    runId: record.id,
    scenarioHash: record.scenarioHash,
    git: record.git,
    machine: record.machine,
    durationMs: Math.round(record.summary.durationMs),
    requests: record.summary.requests,
    p50Ms: figure(figures.p50Ms),
    p95Ms: figure(figures.p95Ms),
    p99Ms: figure(figures.p99Ms),
    requestsPerSec: figure(figures.requestsPerSec),
    failedRate: round(record.summary.failedRate, 5),
    endpoints: endpointsOf(record),
    hotspots: record.hotspots.slice(0, HOTSPOT_LIMIT).map((one) => ({
      function: one.function,
      file: pathWithin(root, one.file),
      self: round(one.self, 4),
    })),
  };
}

/** Sorted by name; where two scenarios have an endpoint of one name, the scenario is told with the second. */
function endpointsOf(record: RunRecord): Baseline['endpoints'] {
  const found = new Map<string, { p95Ms: number; requests: number }>();
  for (const { name, scenario, latencyMs, requests } of record.endpoints) {
    // One that was never sent has no p95 to be compared with.
    if (name === OTHER_ENDPOINTS || requests === 0) continue;
    const key = found.has(name) ? `${name} (${scenario})` : name;
    found.set(key, { p95Ms: round(latencyMs.p95, 3), requests });
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
