import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { type ErrorCode, HotlapError } from '../../base/errors.ts';
import type { Failure } from '../../metrics/failure.ts';
import { type Plan, SETUP_FLOW, TEARDOWN_FLOW } from '../../scenario/plan/plan.ts';
import { mapRequests } from '../../scenario/plan/plannedSteps.ts';
import { compilePlan } from '../program/program.ts';
import type { RequesterFactory } from '../transport/requester.ts';
import type { Meter } from '../user/meter.ts';
import { VirtualUser } from '../user/virtualUser.ts';

/** k6's. */
const LIMIT_MS = 60_000;

export interface OnceOptions {
  readonly plan: Plan;
  readonly part: 'setup' | 'teardown';
  readonly clock: Clock;
  readonly requesters: RequesterFactory;
  /** By slot, what setup captured, for the teardown. */
  readonly given: readonly unknown[];
}

/**
 * `setup` or `teardown`: a flow that one user runs once, before or after the load. It is in no figure; the
 * first request of it that fails, or whose expectation does, ends it.
 */
export class OnceRun implements Disposable {
  /** Whether it came to its end: false where it was cut. Rejects with why it failed, or that it took too long. */
  readonly ended: Promise<boolean>;
  readonly #user: VirtualUser;
  readonly #limit: Disposable;
  #settle: (whole: boolean) => void = () => undefined;

  /** Begins at once. */
  constructor({ plan, part, clock, requesters, given }: OnceOptions) {
    const beganMs = clock.nowMs();
    const meter = new OnceMeter();
    const program = compilePlan(planOfOne(plan, part), given).programs[0];
    if (program === undefined) throw new HotlapError({ code: 'internal', message: `there is no ${part}` });
    const ports = { clock, requesters, meter, random: Math.random, beganMs: () => beganMs };
    let reject: (error: HotlapError) => void = () => undefined;
    this.ended = new Promise((resolve, refuse) => {
      this.#settle = resolve;
      reject = refuse;
    });
    // One that is cut before anyone has asked for its end is no unhandled rejection.
    this.ended.catch(() => undefined);
    this.#user = new VirtualUser({
      // As k6 numbers it.
      id: 0,
      program,
      ports,
      backsOff: false,
      onIdle: (user) => {
        this.#limit.dispose();
        user.leave();
        if (meter.first === null) this.#settle(true);
        else reject(failed(plan, part, meter.first));
      },
    });
    this.#limit = clock.after(LIMIT_MS, () => {
      this.#user.cut();
      reject(tooLong(part));
    });
    const lacking = this.#user.begin(null);
    if (lacking === null) return;
    this.#limit.dispose();
    reject(new HotlapError({ code: `${part}-failed`, message: `${part} has no row of data to begin with` }));
  }

  /** By slot, what it has captured by its end. */
  get values(): readonly unknown[] {
    return this.#user.slots;
  }

  /** Cuts it off. */
  dispose(): void {
    this.#limit.dispose();
    this.#user.cut();
    this.#settle(false);
  }
}

/** Keeps the first failure. */
class OnceMeter implements Meter {
  first: Failure | null = null;

  failed(): boolean {
    return this.first === null;
  }

  failure(failure: Failure): void {
    this.first ??= failure;
  }

  request(): void {}
  iteration(): void {}
  group(): void {}
  dropped(): void {}
  missed(): void {}
  interrupted(): void {}
  check(): void {}
  metric(): void {}
  startDelay(): void {}
  authRefreshed(): void {}
  authFailed(): void {}
}

/** The plan of a single iteration of that flow, in which every request must do. */
function planOfOne(plan: Plan, part: OnceOptions['part']): Plan {
  const flows = Object.entries(plan.flows).map(([name, steps]) => [
    name,
    mapRequests(steps, (request) => ({ ...request, stopOnFail: true })),
  ]);
  return {
    ...plan,
    scenarios: [
      {
        name: part,
        flow: part === 'setup' ? SETUP_FLOW : TEARDOWN_FLOW,
        startTimeMs: 0,
        gracefulStopMs: 0,
        tags: {},
        executor: { kind: 'shared-iterations', vus: 1, iterations: 1, maxDurationMs: LIMIT_MS },
        place: null,
      },
    ],
    flows: Object.fromEntries(flows),
    thresholds: [],
  };
}

function failed(plan: Plan, part: OnceOptions['part'], { name, reason, place }: Failure): HotlapError {
  const code: ErrorCode = part === 'setup' ? 'setup-failed' : 'teardown-failed';
  const message = `${part} failed at ${name}: ${reason}`;
  const hint = part === 'setup' ? 'no load was sent' : 'what it should have tidied up may be left';
  if (plan.file === null || place === null) return new HotlapError({ code, message, hint });
  return new HotlapError({ code, message, hint, place: { file: plan.file, ...place } });
}

function tooLong(part: OnceOptions['part']): HotlapError {
  return new HotlapError({
    code: part === 'setup' ? 'setup-timeout' : 'teardown-timeout',
    message: `${part} took longer than ${LIMIT_MS / 1000} s`,
    hint: 'make it shorter; k6 has the same limit',
  });
}
