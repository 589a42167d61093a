import type { Clock } from '../../src/base/clock.ts';
import type { Disposable } from '../../src/base/disposable.ts';
import type { Alarm } from '../../src/load/schedule/alarm.ts';
import type {
  Exchange,
  ExchangeError,
  ExchangeHandler,
  OutgoingRequest,
  Requester,
  RequesterFactory,
} from '../../src/load/transport/requester.ts';
import type { Meter } from '../../src/load/user/meter.ts';
import type { Failure } from '../../src/metrics/failure.ts';
import type { Sample } from '../../src/metrics/sample.ts';

/** What a fake server answers. */
export interface FakeAnswer {
  readonly afterMs: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly error?: ExchangeError;
}

export interface SentRequest {
  readonly origin: string;
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: string | null;
}

/** The requester port without a network: answers when and what `answer` says, by the clock of the test. */
export class FakeNetwork implements RequesterFactory {
  readonly sent: SentRequest[] = [];
  opened = 0;
  /** Origins to which load may go; null for all. */
  reached: readonly string[] | null = null;
  closed = 0;
  readonly #clock: Clock;
  readonly #answer: (request: SentRequest, index: number) => FakeAnswer;

  constructor(clock: Clock, answer: (request: SentRequest, index: number) => FakeAnswer) {
    this.#clock = clock;
    this.#answer = answer;
  }

  open(origin = ''): Requester {
    this.opened++;
    let waiting: Disposable | null = null;
    return {
      send: (request, handler) => {
        waiting = this.#send(origin, request, handler);
      },
      close: () => {
        this.closed++;
        waiting?.dispose();
      },
    };
  }

  reaches(origin: string): boolean {
    return this.reached?.includes(origin) ?? true;
  }

  #send(
    origin: string,
    { method, path, headers, body }: OutgoingRequest,
    handler: ExchangeHandler,
  ): Disposable {
    const readyMs = this.#clock.nowMs();
    const request = {
      origin,
      atMs: readyMs,
      method,
      path,
      headers: [...headers],
      body: body === null ? null : body.toString(),
    };
    const answer = this.#answer(request, this.sent.push(request) - 1);
    return this.#clock.after(answer.afterMs, () => handler.onExchange(exchangeOf(answer, readyMs)));
  }
}

/** An exchange whose request was sent at `readyMs`, whole at once when the answer came. */
export function exchangeOf(answer: FakeAnswer, readyMs: number): Exchange {
  const endMs = readyMs + answer.afterMs;
  return {
    status: answer.error ? 0 : (answer.status ?? 200),
    proto: answer.error ? '' : 'HTTP/1.1',
    error: answer.error ?? null,
    readyMs,
    sentMs: readyMs,
    writtenMs: readyMs,
    firstByteMs: answer.error ? -1 : endMs,
    endMs,
    connectingMs: 0,
    tlsHandshakingMs: 0,
    bytesSent: 100,
    bytesReceived: 200,
    setsCookie: answer.headers?.['set-cookie'] !== undefined,
    header: (name) => answer.headers?.[name],
    bodyText: () => answer.body ?? '',
  };
}

/** Keeps all that it is told. */
export class FakeMeter implements Meter {
  readonly samples: Sample[] = [];
  readonly iterations: number[] = [];
  readonly groups: { readonly group: number; readonly durationUs: number }[] = [];
  readonly checks: { readonly check: number; readonly passed: boolean }[] = [];
  readonly values: { readonly metric: number; readonly value: number }[] = [];
  readonly failures: Failure[] = [];
  readonly startDelaysUs: number[] = [];
  droppedCount = 0;
  missedCount = 0;
  /** The kinds of failures that ended iterations early. */
  readonly endedBy: string[] = [];
  readonly missedWaitsUs: number[] = [];
  interruptedCount = 0;
  unansweredCount = 0;
  refreshes = 0;
  failedLogins = 0;
  /** Of failures, in the order in which they were counted. */
  readonly kinds: string[] = [];
  wantsFailures = true;

  request(sample: Sample): void {
    this.samples.push({ ...sample });
  }
  iteration(_scenario: number, durationUs: number, _phase: number, endedBy: string | null): void {
    if (endedBy !== null) this.endedBy.push(endedBy);
    this.iterations.push(durationUs);
  }
  dropped(_scenario: number, count: number): void {
    this.droppedCount += count;
  }
  missed(_scenario: number, count: number, _phase: number, waitedUs: number): void {
    this.missedWaitsUs.push(waitedUs);
    this.droppedCount += count;
    this.missedCount += count;
  }
  group(group: number, durationUs: number): void {
    this.groups.push({ group, durationUs });
  }
  authRefreshed(): void {
    this.refreshes++;
  }
  authFailed(): void {
    this.failedLogins++;
  }
  interrupted(_scenario: number, requests: number): void {
    this.interruptedCount++;
    this.unansweredCount += requests;
  }
  check(check: number, passed: boolean): void {
    this.checks.push({ check, passed });
  }
  metric(metric: number, value: number): void {
    this.values.push({ metric, value });
  }
  startDelay(delayUs: number): void {
    this.startDelaysUs.push(delayUs);
  }
  failed(kind: string): boolean {
    this.kinds.push(kind);
    return this.wantsFailures;
  }
  failure(failure: Failure): void {
    this.failures.push(failure);
  }
}

/** An alarm by the clock of the test, `lateMs` after its time. */
export class FakeAlarm implements Alarm {
  readonly #clock: Clock;
  readonly #lateMs: number;
  #timer: Disposable | null = null;

  constructor(clock: Clock, lateMs = 0) {
    this.#clock = clock;
    this.#lateMs = lateMs;
  }

  set(atMs: number, callback: () => void): void {
    this.dispose();
    const waitMs = atMs - this.#clock.nowMs();
    this.#timer = this.#clock.after(waitMs > 0 ? waitMs + this.#lateMs : 0, callback);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
  }
}
