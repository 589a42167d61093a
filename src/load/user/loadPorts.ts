import type { Clock } from '../../base/clock.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import type { Meter } from './meter.ts';

/** What all virtual users of a run share. */
export interface LoadPorts {
  readonly clock: Clock;
  readonly requesters: RequesterFactory;
  readonly meter: Meter;
  /** At least 0, below 1. */
  random(): number;
  /** When the load began, on the clock's `nowMs`. */
  beganMs(): number;
}
