import type { Figure } from './figure.ts';
import type { Peers } from './peers.ts';
import type { BenchServer } from './server.ts';

/** What every row of the bench is given. */
export interface Bench {
  /** For its files; gone at the end. */
  readonly folder: string;
  readonly server: BenchServer;
  readonly peers: Peers;
  readonly times: Times;
  /** Whether a row, or a peer within it, was asked for. */
  wants(name: string): boolean;
  /** Tells how far it is. */
  say(line: string): void;
  /** Waits for a quiet machine, within reason, and counts where it is not. */
  quiet(): Promise<void>;
}

/** How long and how often things are measured. */
export interface Times {
  readonly rounds: number;
  /** Of the window in which CPU and requests are counted. */
  readonly windowSec: number;
  readonly memoryAtSec: readonly number[];
  readonly launches: number;
  readonly scheduleSec: number;
  readonly scheduleRounds: number;
  readonly sleepSec: number;
}

/** One part of the bench; it can be asked for by its name. */
export interface Row {
  readonly name: string;
  /** Peers that it measures, by which it can be asked for too. */
  readonly also?: readonly string[];
  measure(bench: Bench): Promise<Measured>;
}

export interface Measured {
  readonly figures: readonly Figure[];
  /** Each single measurement, for the JSON. */
  readonly samples?: unknown;
}
