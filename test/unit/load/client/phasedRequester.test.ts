import { describe, expect, it } from 'vitest';
import { type OpenRequester, PhasedRequester } from '../../../../src/load/client/phasedRequester.ts';
import { ExchangeState } from '../../../../src/load/transport/exchangeState.ts';
import type {
  Exchange,
  ExchangeError,
  ExchangeHandler,
  PhaseLimits,
} from '../../../../src/load/transport/requester.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** When, after `send`, each phase is reached. */
interface Course {
  readonly sentMs: number;
  readonly writtenMs: number;
  readonly firstByteMs: number;
  readonly endMs: number;
}

/** A requester that reaches its phases by the clock. */
class Scripted extends ExchangeState implements OpenRequester, Exchange {
  readonly status = 200;
  readonly setsCookie = false;
  readonly #clock: FakeClock;
  readonly #course: Course;
  #handler: ExchangeHandler | null = null;

  constructor(clock: FakeClock, course: Course) {
    super();
    this.#clock = clock;
    this.#course = course;
  }

  send(_request: unknown, handler: ExchangeHandler): void {
    const begin = this.#clock.nowMs();
    this.beginExchange(begin);
    this.#handler = handler;
    for (const key of ['sentMs', 'writtenMs', 'firstByteMs', 'endMs'] as const) {
      const afterMs = this.#course[key];
      const reach = () => {
        if (this.#handler !== handler) return;
        this[key] = this.#clock.nowMs();
        if (key === 'endMs') this.#finish(null);
      };
      if (afterMs === 0) reach();
      else if (afterMs < Number.POSITIVE_INFINITY) this.#clock.after(afterMs, reach);
    }
  }

  abort(error: ExchangeError): void {
    this.endMs = this.#clock.nowMs();
    this.#finish(error);
  }

  #finish(error: ExchangeError | null): void {
    const handler = this.#handler;
    this.#handler = null;
    this.error = error;
    handler?.onExchange(this);
  }

  close(): void {
    this.#handler = null;
  }
  header(): undefined {}
  bodyText(): string {
    return '';
  }
}

const NEVER = Number.POSITIVE_INFINITY;

/** At what time a request ends, and how. */
function run(course: Partial<Course>, limits: PhaseLimits | undefined, times = 1): string[] {
  const clock = new FakeClock();
  const whole = { sentMs: 0, writtenMs: 0, firstByteMs: 10, endMs: 20, ...course };
  const requester = new PhasedRequester(new Scripted(clock, whole), clock);
  const told: string[] = [];
  const request = { method: 'GET', path: '/', headers: [], body: null, timeoutMs: 60_000, keepBodyBytes: 0 };
  const send = () =>
    requester.send(limits === undefined ? request : { ...request, limits }, {
      onExchange: ({ endMs, error }) => {
        told.push(error === null ? `${endMs}` : `${endMs} ${error.code} ${error.reason}`);
        if (told.length < times) send();
      },
    });
  send();
  clock.advance(100_000);
  return told;
}

const CONNECT = 'no connection within 500ms (timeout: connect)';
const FIRST_BYTE = 'no byte of a response within 100ms after the request was sent (timeout: firstByte)';

describe('limits for the phases of a request', () => {
  const limits = { connectMs: 500, firstByteMs: 100 };

  it.each<[string, Partial<Course>, string]>([
    ['in time', {}, '20'],
    [
      'a connection that comes just in time',
      { sentMs: 499, writtenMs: 499, firstByteMs: 599, endMs: 600 },
      '600',
    ],
    [
      'no connection',
      { sentMs: NEVER, writtenMs: NEVER, firstByteMs: NEVER, endMs: NEVER },
      `500 1211 ${CONNECT}`,
    ],
    ['no first byte', { firstByteMs: NEVER, endMs: NEVER }, `100 1050 ${FIRST_BYTE}`],
    [
      'no first byte on a new connection',
      { sentMs: 30, writtenMs: 30, firstByteMs: NEVER, endMs: NEVER },
      `130 1050 ${FIRST_BYTE}`,
    ],
    [
      'no first byte on a connection that was long in coming',
      { sentMs: 450, writtenMs: 450, firstByteMs: NEVER, endMs: NEVER },
      `550 1050 ${FIRST_BYTE}`,
    ],
    ['a body that takes its time', { firstByteMs: 90, endMs: 20_000 }, '20000'],
    ['a request that takes its time', { writtenMs: 5000, firstByteMs: 5050, endMs: 5060 }, '5060'],
  ])('%s', (_text, course, expected) => {
    expect(run(course, limits)).toEqual([expected]);
  });

  it('are each request’s own', () => {
    expect(
      run({ firstByteMs: NEVER, endMs: NEVER }, limits, 3).map((one) => Number.parseInt(one, 10)),
    ).toEqual([100, 200, 300]);
    expect(run({ firstByteMs: 90, endMs: 95 }, limits, 3)).toEqual(['95', '190', '285']);
  });

  it('do not hold where none are given', () => {
    expect(run({ sentMs: 5000, writtenMs: 5000, firstByteMs: 9000, endMs: 9001 }, undefined)).toEqual([
      '9001',
    ]);
  });
});
