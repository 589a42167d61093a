import * as z from 'zod';
import type { Baseline } from './baseline.ts';
import type { Figure } from './figure.ts';
import { figuresOf } from './noise.ts';
import type { RunRecord } from './record.ts';

/**
 * `better`, `worse`: the difference is 10 % or more, and beyond the noise that both runs measured; `same`: it
 * is less than 10 %; `inconclusive`: it is 10 % or more, but the noise is larger still.
 */
const deltaSchema = z.strictObject({
  before: z.number(),
  after: z.number(),
  /** (after − before) / before; null where before is 0. */
  change: z.number().nullable(),
  /** Two standard errors of the difference, in the figure's unit. */
  noise: z.number(),
  judgement: z.enum(['better', 'worse', 'same', 'inconclusive']),
});

export const comparisonSchema = z.strictObject({
  baselineSetAt: z.string(),
  baselineSha: z.string().nullable(),
  p50Ms: deltaSchema,
  p95Ms: deltaSchema,
  p99Ms: deltaSchema,
  requestsPerSec: deltaSchema,
  /** Differences in how the two were run, that make the comparison doubtful: another machine, another scenario text. */
  caveats: z.array(z.string()),
  /** Self shares then and now, by function, where they differ the most; at most five. */
  hotspots: z.array(
    z.strictObject({ function: z.string(), file: z.string(), before: z.number(), after: z.number() }),
  ),
});

export type Delta = z.infer<typeof deltaSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;

/** Differences of less than this share are called the same, noise or no noise. */
const SAME_BAND = 0.1;
/** Hotspots whose share moved, at most, and by how much at least to be told. */
const HOTSPOT_LIMIT = 5;
const HOTSPOT_MOVE = 0.01;

/** How a run compares to the baseline of its scenario. */
export function compareToBaseline(record: RunRecord, baseline: Baseline): Comparison {
  const now = figuresOf(record);
  return {
    baselineSetAt: baseline.setAt,
    baselineSha: baseline.git?.sha ?? null,
    p50Ms: deltaOf(baseline.p50Ms, now.p50Ms, 'lower'),
    p95Ms: deltaOf(baseline.p95Ms, now.p95Ms, 'lower'),
    p99Ms: deltaOf(baseline.p99Ms, now.p99Ms, 'lower'),
    requestsPerSec: deltaOf(baseline.requestsPerSec, now.requestsPerSec, 'higher'),
    caveats: caveatsOf(record, baseline),
    hotspots: hotspotMoves(record, baseline),
  };
}

/**
 * Two standard errors of a difference of independent figures are 2 · sqrt(a² + b²).
 * @param good which way is better
 */
export function deltaOf(before: Figure, after: Figure, good: 'lower' | 'higher'): Delta {
  const difference = after.value - before.value;
  const noise = 2 * Math.hypot(before.noise, after.noise);
  const change = before.value === 0 ? null : difference / before.value;
  const delta = { before: before.value, after: after.value, change, noise };
  const small = change === null ? difference === 0 : Math.abs(change) < SAME_BAND;
  if (small) return { ...delta, judgement: 'same' };
  if (Math.abs(difference) <= noise) return { ...delta, judgement: 'inconclusive' };
  return { ...delta, judgement: difference > 0 === (good === 'higher') ? 'better' : 'worse' };
}

function caveatsOf(record: RunRecord, baseline: Baseline): string[] {
  const caveats: string[] = [];
  const { machine } = baseline;
  const here = record.machine;
  if (machine.cpu !== here.cpu || machine.cores !== here.cores || machine.arch !== here.arch) {
    caveats.push(
      `the baseline is from another machine (${machine.cpu}, ${machine.cores} cores): set it again on this one`,
    );
  } else if (machine.os !== here.os) {
    caveats.push(`the baseline is from another operating system (${machine.os}, now ${here.os})`);
  }
  if (record.generator.limited) {
    caveats.push('the load generator was the limit of this run: its figures are not of the API alone');
  }
  if (record.scenarioHash !== baseline.scenarioHash) {
    caveats.push('the scenario file has changed since the baseline was set');
  }
  if (baseline.git?.dirty) {
    caveats.push('the baseline was set with uncommitted changes: its commit does not tell all that ran');
  }
  const failed = record.summary.failedRate;
  if (Math.abs(failed - baseline.failedRate) >= 0.01) {
    caveats.push(
      `${percent(failed)} of the requests failed, ${percent(baseline.failedRate)} in the baseline: failed requests take another time`,
    );
  }
  const profiled = record.hotspots.length > 0;
  if (profiled !== baseline.hotspots.length > 0) {
    caveats.push(
      profiled
        ? 'this run was profiled, the baseline was not'
        : 'the baseline was profiled, this run was not',
    );
  }
  return caveats;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** A baseline's places are relative to the workspace, a record's are absolute. */
function isSameFile(recorded: string, kept: string): boolean {
  const path = recorded.replaceAll('\\', '/');
  const end = kept.replaceAll('\\', '/');
  return path === end || (end !== '' && path.endsWith(`/${end}`));
}

function hotspotMoves(record: RunRecord, baseline: Baseline): Comparison['hotspots'] {
  if (record.hotspots.length === 0 || baseline.hotspots.length === 0) return [];
  const moves = baseline.hotspots.map(({ function: name, file, self }) => {
    const now = record.hotspots.find((one) => one.function === name && isSameFile(one.file, file));
    return { function: name, file: now?.file ?? file, before: self, after: now?.self ?? 0 };
  });
  for (const { function: name, file, self } of record.hotspots) {
    const known = baseline.hotspots.some((one) => one.function === name && isSameFile(file, one.file));
    if (!known) moves.push({ function: name, file, before: 0, after: self });
  }
  return moves
    .filter((one) => Math.abs(one.after - one.before) >= HOTSPOT_MOVE)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .slice(0, HOTSPOT_LIMIT);
}
