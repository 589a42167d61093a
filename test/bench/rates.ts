import type { Bench, Row } from './bench.ts';
import { type Figure, median } from './figure.ts';
import { measureFullRate, type Sample } from './fullRate.ts';
import { type Asked, comparisons, type Generator } from './generators.ts';
import { notInstalled } from './peers.ts';

/** The name by which a comparison is asked for. */
const nameOf = ({ theirs }: Asked) => (theirs.name === 'hotlap' ? 'flow' : theirs.name);

/** Requests a second of one core, and CPU a request, against each of the others: all of them take turns. */
export const rates: Row = {
  name: 'rates',
  also: comparisons.map(nameOf),
  async measure(bench) {
    const asked = comparisons.filter((one) => bench.wants('rates') || bench.wants(nameOf(one)));
    const present = asked.filter(({ theirs }) => isInstalled(theirs, bench));
    const samples = await takeTurns(bench, [
      ...new Set(present.flatMap(({ ours, theirs }) => [ours, theirs])),
    ]);
    const figures = [
      ...[...samples].flatMap(([{ name }, taken]) => own(name, taken)),
      ...asked.flatMap((one) => compared(one, samples)),
    ];
    return { figures, samples: Object.fromEntries([...samples].map(([{ name }, taken]) => [name, taken])) };
  },
};

function isInstalled({ peer }: Generator, { peers }: Bench): boolean {
  return peer === undefined || peers[peer] !== undefined;
}

async function takeTurns(bench: Bench, generators: readonly Generator[]): Promise<Map<Generator, Sample[]>> {
  const samples = new Map<Generator, Sample[]>(generators.map((generator) => [generator, []]));
  for (let round = 0; round < bench.times.rounds; round += 1) {
    for (const [generator, taken] of samples) {
      await bench.quiet();
      const sample = await measureFullRate(bench, generator);
      taken.push(sample);
      const cpu = sample.cpuUsPerRequest?.toFixed(1) ?? '-';
      bench.say(
        `${generator.name.padEnd(14)} ${Math.round(sample.requestsPerSec)}/s  ${cpu} us CPU a request`,
      );
    }
  }
  return samples;
}

function mediansOf(samples: readonly Sample[]): { perSec: number; cpuUs: number | null } {
  const cpu = samples.flatMap(({ cpuUsPerRequest }) => (cpuUsPerRequest === null ? [] : [cpuUsPerRequest]));
  return {
    perSec: median(samples.map(({ requestsPerSec }) => requestsPerSec)),
    cpuUs: cpu.length === samples.length && cpu.length > 0 ? median(cpu) : null,
  };
}

function own(name: string, samples: readonly Sample[]): Figure[] {
  const { perSec, cpuUs } = mediansOf(samples);
  return [
    { name: `${name}: requests`, value: perSec, unit: '/s' },
    { name: `${name}: CPU a request`, value: cpuUs, unit: 'us' },
  ];
}

function compared(asked: Asked, samples: ReadonlyMap<Generator, readonly Sample[]>): Figure[] {
  const { ours, theirs, rateAtLeast, cpuAtMost } = asked;
  const [mine, other] = [samples.get(ours), samples.get(theirs)];
  const what = `${ours.name} against ${theirs.name}`;
  if (mine === undefined || other === undefined) {
    const note = theirs.peer === undefined ? 'not measured' : notInstalled(theirs.peer);
    return [{ name: what, value: null, unit: '', note }];
  }
  const [a, b] = [mediansOf(mine), mediansOf(other)];
  const byCpu = a.cpuUs === null || b.cpuUs === null ? null : a.cpuUs / b.cpuUs;
  const rate: Figure = { name: `${what}: requests/s per core`, value: a.perSec / b.perSec, unit: 'x' };
  return [
    ...(rateAtLeast === undefined ? [] : [{ ...rate, atLeast: rateAtLeast, note: fromCpu(byCpu) }]),
    ...(cpuAtMost === undefined
      ? []
      : [{ name: `${what}: CPU a request`, value: byCpu, unit: 'x', atMost: cpuAtMost }]),
  ];
}

/** Where others use the cores too, the wall clock's rate is not what a core can do; the CPU still tells. */
function fromCpu(ratio: number | null): string {
  return ratio === null ? '' : `${(1 / ratio).toFixed(2)} x by the CPU that each request took`;
}
