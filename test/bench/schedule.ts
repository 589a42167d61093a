import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench, Row } from './bench.ts';
import { GENERATOR_CORE, onCore } from './core.ts';
import { type Figure, median } from './figure.ts';
import { cliFile, K6_ALONE } from './generators.ts';
import { notInstalled, type Peer } from './peers.ts';
import { writeK6 } from './scenarios.ts';
import { startLineServer, WITNESS } from './server.ts';

const run = promisify(execFile);
const RATES_PER_SEC = [1000, 5000];
/** A plan that lost more than this has no start times to compare one by one. */
const LOST_SHARE = 0.001;

/** How far a generator's starts were from their plan, as the server saw them. */
interface Schedule {
  readonly arrived: number;
  /** Null where too many starts are missing to tell which is which. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface Starter {
  readonly name: string;
  readonly peer?: Peer;
  command(bench: Bench, origin: string, perSec: number): Promise<[string, ...string[]]>;
}

const starters: readonly Starter[] = [
  {
    name: 'hotlap',
    async command({ folder, times }, origin, perSec) {
      const file = join(folder, 'schedule.perf.yaml');
      const steady = `{ executor: constant-arrival-rate, rate: ${perSec}, duration: ${times.scheduleSec}s }`;
      await writeFile(file, `target: ${origin}\nscenarios:\n  steady: ${steady}\nflow:\n  - GET: /\n`);
      return [process.execPath, cliFile, 'run', file, '-q'];
    },
  },
  {
    name: 'k6',
    peer: 'k6',
    async command({ folder, peers, times }, origin, perSec) {
      const steady = `executor: 'constant-arrival-rate', rate: ${perSec}, duration: '${times.scheduleSec}s', preAllocatedVUs: 100`;
      const file = await writeK6(folder, 'schedule', `{ scenarios: { steady: { ${steady} } } }`);
      return [peers.k6 ?? 'k6', 'run', '--quiet', ...K6_ALONE, '-e', `TARGET=${origin}`, file];
    },
  },
  {
    name: 'oha',
    peer: 'oha',
    command: async ({ peers, times }, origin, perSec) => [
      peers.oha ?? 'oha',
      ...['-z', `${times.scheduleSec}s`, '-q', String(perSec), '-c', '100', '--no-tui', origin],
    ],
  },
];

/** The error of the start times at two arrival rates, and what never started. */
export const schedule: Row = {
  name: 'schedule',
  async measure(bench) {
    const figures: Figure[] = [];
    const samples: Record<string, readonly Schedule[]> = {};
    for (const perSec of RATES_PER_SEC) {
      const present = starters.filter(({ peer }) => peer === undefined || bench.peers[peer] !== undefined);
      const taken = new Map(present.map((one) => [one.name, [] as Schedule[]]));
      for (let round = 0; round < bench.times.scheduleRounds; round += 1) {
        for (const one of present) {
          await bench.quiet();
          const seen = await measureSchedule(bench, one, perSec);
          taken.get(one.name)?.push(seen);
          const error = `p50 ${seen.p50Ms?.toFixed(2) ?? '-'} p99 ${seen.p99Ms?.toFixed(2) ?? '-'} ms off`;
          bench.say(`${one.name.padEnd(14)} ${perSec}/s: ${seen.arrived} starts, ${error}`);
        }
      }
      for (const [name, seen] of taken) samples[`${name} ${perSec}/s`] = seen;
      figures.push(...figuresOf(bench, perSec, taken));
    }
    return { figures, samples };
  },
};

/**
 * Runs a generator against a server on the other core that notes each arrival. The plan's zero is not known to the
 * server: it is taken to be where half of the arrivals are early and half late.
 */
async function measureSchedule(bench: Bench, one: Starter, perSec: number): Promise<Schedule> {
  const server = await startLineServer('arrivalServer.ts', WITNESS);
  try {
    const command = await one.command(bench, server.origin, perSec);
    const [program, ...args] = onCore(GENERATOR_CORE, ...command);
    await run(program, args, { cwd: bench.folder, maxBuffer: 1e8 });
    const arrivalsUs = (await server.ask()).split(',').map(Number);
    return errorsOf(arrivalsUs, perSec, perSec * bench.times.scheduleSec);
  } finally {
    await server.stop();
  }
}

function errorsOf(arrivalsUs: readonly number[], perSec: number, planned: number): Schedule {
  const arrived = arrivalsUs.length;
  if (arrived < planned * (1 - LOST_SHARE)) return { arrived, p50Ms: null, p99Ms: null };
  const offsets = arrivalsUs.map((us, index) => us / 1000 - (index * 1000) / perSec);
  const zero = median(offsets);
  const errors = offsets.map((offset) => Math.abs(offset - zero)).sort((a, b) => a - b);
  const at = (share: number) => errors[Math.ceil(errors.length * share) - 1] ?? Number.NaN;
  return { arrived, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function figuresOf(
  { times }: Bench,
  perSec: number,
  taken: ReadonlyMap<string, readonly Schedule[]>,
): Figure[] {
  return starters.flatMap(({ name, peer }): Figure[] => {
    const seen = taken.get(name);
    const at = `${name} at ${perSec}/s`;
    if (seen === undefined)
      return [{ name: at, value: null, unit: '', ...(peer ? { note: notInstalled(peer) } : {}) }];
    const planned = perSec * times.scheduleSec;
    const off = Math.max(...seen.map(({ arrived }) => Math.abs(planned - arrived)));
    const error = (which: string, value: number | null): Figure => ({
      name: `${at}: start time error, ${which}`,
      value,
      unit: 'ms',
      ...(value === null ? { note: 'too many are missing to tell which is which' } : {}),
    });
    const figures: Figure[] = [
      error('p50', medianOf(seen.map(({ p50Ms }) => p50Ms))),
      error('p99', medianOf(seen.map(({ p99Ms }) => p99Ms))),
      { name: `${at}: of ${planned} starts missing or too many, at worst`, value: off, unit: '' },
    ];
    return name === 'hotlap' ? asked(figures, taken) : figures;
  });
}

/** The error is asked to be small in itself, and no greater than that of any other. */
function asked(
  [p50, p99, count]: readonly Figure[],
  taken: ReadonlyMap<string, readonly Schedule[]>,
): Figure[] {
  const least = (pick: (seen: Schedule) => number | null, limit: number) => {
    const others = [...taken]
      .filter(([name]) => name !== 'hotlap')
      .map(([, seen]) => medianOf(seen.map(pick)));
    return Math.min(limit, ...others.filter((value) => value !== null));
  };
  return [
    ...(p50 ? [{ ...p50, atMost: least(({ p50Ms }) => p50Ms, 0.3) }] : []),
    ...(p99 ? [{ ...p99, atMost: least(({ p99Ms }) => p99Ms, 1) }] : []),
    ...(count ? [{ ...count, atMost: 0 }] : []),
  ];
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
