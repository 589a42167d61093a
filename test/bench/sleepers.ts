import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from './bench.ts';
import type { Figure } from './figure.ts';
import { followMemory, peak } from './memory.ts';
import { startLineServer, WITNESS } from './server.ts';

const VUS = 10_000;
const THINK_MS = 1000;
/** The users come within this time, as in any ramp: at one moment they would queue for the core, not wake late. */
const RAMP_SEC = 5;
/** The launch, and until the last to come has slept once. */
const SETTLE_SEC = 3;

/** Ten thousand users who sleep for a second and wake: memory, and how late they wake as the server sees it. */
export const sleepers: Row = {
  name: 'sleepers',
  async measure(bench) {
    const server = await startLineServer('sleepServer.ts', WITNESS);
    try {
      const file = join(bench.folder, 'sleepers.perf.yaml');
      const stages = `[{ duration: ${RAMP_SEC}s, target: ${VUS} }, { duration: 600s, target: ${VUS} }]`;
      const steps = `  - GET: /\n  - think: ${THINK_MS}ms`;
      await writeFile(file, `target: ${server.origin}\nvus: 1\nstages: ${stages}\nflow:\n${steps}\n`);
      let early: Promise<string> = Promise.resolve('');
      const sizes = await followMemory(bench, file, RAMP_SEC + SETTLE_SEC + bench.times.sleepSec, () => {
        early = delay((RAMP_SEC + SETTLE_SEC) * 1000).then(() => server.ask());
      });
      const rampMs = latenesses(await early);
      const lateMs = latenesses(await server.ask());
      // The least that there are if none is missing; what is left of the last second may be in neither count.
      const expected = Math.floor((VUS * (bench.times.sleepSec - 1) * 1000) / (THINK_MS + 100));
      const at = (share: number, all = lateMs) => all[Math.ceil(all.length * share) - 1] ?? Number.NaN;
      bench.say(`${VUS} sleepers: ${lateMs.length} wake-ups, ${at(0.5).toFixed(2)} ms late at p50`);
      const figures: Figure[] = [
        { name: `${VUS} VUs that think: wake-ups`, value: lateMs.length, unit: '', atLeast: expected },
        { name: `${VUS} VUs that think: late by, p50`, value: at(0.5), unit: 'ms' },
        { name: `while the ${VUS} come: late by, p99`, value: at(0.99, rampMs), unit: 'ms' },
        { name: `${VUS} VUs that think: late by, p99`, value: at(0.99), unit: 'ms', atMost: 5 },
        sizes.length === 0
          ? { name: `${VUS} VUs that think: memory`, value: null, unit: 'MB', note: 'only Linux tells it' }
          : { name: `${VUS} VUs that think: memory`, value: peak(sizes) / 1e6, unit: 'MB', atMost: 500 },
      ];
      return { figures };
    } finally {
      await server.stop();
    }
  },
};

/** How much longer than asked each silence was, the shortest first, in milliseconds. */
function latenesses(silencesUs: string): number[] {
  return silencesUs
    .split(',')
    .map((us) => Number(us) / 1000 - THINK_MS)
    .sort((a, b) => a - b);
}
