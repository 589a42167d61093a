import { join } from 'node:path';
import { root } from '../support/build.ts';
import type { Bench } from './bench.ts';
import type { Peer } from './peers.ts';
import { CONNECTIONS, type Kind, writeArtillery, writeK6, writeLocust, writeScenario } from './scenarios.ts';

export const cliFile = join(root, 'dist', 'cli.cjs');
export const autocannonFile = join(root, 'node_modules', 'autocannon', 'autocannon.js');

/** A program that sends as many requests as it can over 32 connections, until it is ended. */
export interface Generator {
  readonly name: string;
  /** The program that must be installed for it. */
  readonly peer?: Peer;
  command(bench: Bench): Promise<[string, ...string[]]>;
}

function hotlap(kind: Kind): Generator {
  return {
    name: kind === 'bare' ? 'hotlap' : `hotlap ${kind}`,
    async command({ folder, server }) {
      const file = await writeScenario(folder, server.origin, kind);
      return [process.execPath, cliFile, 'run', file, '-q'];
    },
  };
}

/** What each peer is compared with comes first: the same thing said in our words. */
export const ours = { bare: hotlap('bare'), checked: hotlap('checked'), flow: hotlap('flow') };

const autocannon: Generator = {
  name: 'autocannon',
  command: async ({ server }) => [
    process.execPath,
    autocannonFile,
    ...['-c', String(CONNECTIONS), '-d', '1200', '--json', server.origin],
  ],
};

const k6: Generator = {
  name: 'k6',
  peer: 'k6',
  async command({ folder, server, peers }) {
    const file = await writeK6(folder, 'k6', `{ vus: ${CONNECTIONS}, duration: '1200s' }`);
    return [peers.k6 ?? 'k6', 'run', '--quiet', ...K6_ALONE, '-e', `TARGET=${server.origin}`, file];
  },
};

/** k6 asks nobody and tells nobody. */
export const K6_ALONE = ['--no-usage-report', '--address', '127.0.0.1:0'] as const;

const locust: Generator = {
  name: 'locust',
  peer: 'locust',
  async command({ folder, server, peers }) {
    const users = ['-u', String(CONNECTIONS), '-r', String(CONNECTIONS), '-t', '1200s'];
    const file = await writeLocust(folder);
    return [
      peers.locust ?? 'locust',
      '-f',
      file,
      '--headless',
      '--only-summary',
      ...users,
      '-H',
      server.origin,
    ];
  },
};

const artillery: Generator = {
  name: 'artillery',
  peer: 'artillery',
  async command({ folder, server, peers }) {
    const file = await writeArtillery(folder, server.origin, CONNECTIONS, 1e7);
    return [peers.artillery ?? 'artillery', 'run', '--quiet', file];
  },
};

const oha: Generator = {
  name: 'oha',
  peer: 'oha',
  command: async ({ server, peers }) => [
    peers.oha ?? 'oha',
    ...['-z', '1200s', '-c', String(CONNECTIONS), '--no-tui', server.origin],
  ],
};

const bare: Generator = {
  name: 'bare',
  command: async ({ server }) => [process.execPath, join(import.meta.dirname, 'bareLoop.ts'), server.origin],
};

/** What is asked of us against a generator: our rate over its, our CPU a request over its. */
export interface Asked {
  readonly ours: Generator;
  readonly theirs: Generator;
  readonly rateAtLeast?: number;
  readonly cpuAtMost?: number;
}

export const comparisons: readonly Asked[] = [
  { ours: ours.bare, theirs: autocannon, rateAtLeast: 1.7, cpuAtMost: 0.6 },
  { ours: ours.checked, theirs: k6, rateAtLeast: 7, cpuAtMost: 0.15 },
  { ours: ours.bare, theirs: locust, rateAtLeast: 14 },
  { ours: ours.bare, theirs: artillery, rateAtLeast: 40 },
  { ours: ours.bare, theirs: oha, rateAtLeast: 0.8, cpuAtMost: 1.3 },
  { ours: ours.bare, theirs: bare, cpuAtMost: 1.3 },
  { ours: ours.flow, theirs: ours.bare, cpuAtMost: 1.6 },
];
