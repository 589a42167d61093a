import { assertNever } from '../base/assertNever.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { EvaluationContext } from '../scenario/evaluate.ts';
import type { DataFeed } from './dataFeed.ts';
import { FlowState } from './flowState.ts';
import type { CountInstruction, UntilInstruction } from './instruction.ts';
import type { Meter } from './meter.ts';
import type { Program } from './program.ts';
import type { Exchange, ExchangeHandler, RequesterFactory } from './requester.ts';
import type { RequestInstruction } from './requestInstruction.ts';
import { ResponseJudge } from './responseJudge.ts';
import { Route } from './route.ts';
import {
  describeFailure,
  describeUnmet,
  type FailureCircumstances,
  fillSample,
  micros,
  newSample,
} from './sampler.ts';
import { thinkMs } from './think.ts';
import { UserCookies } from './userCookies.ts';
import { UserValues } from './userValues.ts';

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

export interface VirtualUserOptions {
  /** k6's `__VU`: from 1, unique in the run. */
  readonly id: number;
  readonly program: Program;
  readonly ports: LoadPorts;
  /**
   * Whether a user who gets nothing but connection errors slows down. In the closed model it must: the next
   * iteration starts when this one ends, so a target that is down would be called thousands of times a second.
   */
  readonly backsOff: boolean;
  /** The iteration has ended, not by `cut`. May call `begin` again. */
  onIdle(user: VirtualUser): void;
}

/** The longest pause after a connection error; it doubles from 1 ms with each one in turn. */
const MAX_BACK_OFF_MS = 100;

/**
 * One virtual user: takes one iteration at a time through the program, with its own connections. A state
 * machine driven by callbacks: nothing is allocated for a request that it need not be.
 */
export class VirtualUser implements ExchangeHandler, EvaluationContext {
  readonly #options: VirtualUserOptions;
  readonly #ports: LoadPorts;
  readonly #program: Program;
  readonly #sample = newSample();
  #iterations = 0;
  #active = false;
  #at = 0;
  #beganMs = 0;
  /** In which the iteration was to start. */
  #phase = -1;
  /** The open model's start of the next request: the intended start, then when the user was ready. */
  #fromMs: number | null = null;
  #request: RequestInstruction | null = null;
  #timer: Disposable | null = null;
  #connectionErrors = 0;
  readonly #flow: FlowState;
  readonly #values: UserValues;
  readonly #judge: ResponseJudge;
  readonly #route: Route;
  readonly #cookies: UserCookies | null;

  constructor(options: VirtualUserOptions) {
    this.#options = options;
    this.#ports = options.ports;
    this.#program = options.program;
    this.#values = new UserValues(options.program, options.id, options.ports.random);
    this.#flow = new FlowState(options.program, options.ports, this.#values.slots);
    this.#judge = new ResponseJudge(options.ports.meter, this.#values, this);
    const { cookies, origins } = options.program;
    this.#cookies = cookies === 'off' ? null : new UserCookies(options.ports.clock);
    this.#route = new Route(options.ports.requesters, origins, this.#cookies);
  }

  get vu(): number {
    return this.#options.id;
  }

  get iter(): number {
    return this.#iterations;
  }

  /** Whether an iteration is under way. */
  get active(): boolean {
    return this.#active;
  }

  get slots(): readonly unknown[] {
    return this.#values.slots;
  }

  nowMs(): number {
    return this.#ports.clock.wallMs();
  }

  random(): number {
    return this.#values.random();
  }

  /**
   * Begins an iteration; the user must be idle.
   * @returns the data that has no row for it, so that it did not begin; null where it did
   * @param intendedMs when the plan wanted it to start, from where its latency counts (open model); else null
   */
  begin(intendedMs: number | null): DataFeed | null {
    const lacking = this.#values.begin();
    if (lacking !== null) return lacking;
    this.#active = true;
    this.#at = 0;
    this.#flow.begin();
    if (this.#program.cookies === 'iteration') this.#cookies?.forget();
    this.#fromMs = intendedMs;
    this.#beganMs = this.#ports.clock.nowMs();
    this.#phase = this.#program.phases?.at(intendedMs ?? this.#beganMs) ?? -1;
    this.#run();
    return null;
  }

  /** Ends the iteration under way here and now, counts it as interrupted, and closes the connections. */
  cut(): void {
    this.#timer?.dispose();
    this.#timer = null;
    if (this.#active) {
      this.#active = false;
      this.#flow.cut();
      this.#values.endIteration();
      this.#iterations++;
      this.#ports.meter.interrupted(this.#program.scenario);
    }
    this.leave();
  }

  /** Closes the connections of an idle user. */
  leave(): void {
    this.#route.close();
    this.#values.leave();
  }

  /** A response has come, or cannot come. */
  onExchange(exchange: Exchange): void {
    const instruction = this.#request;
    if (instruction === null || !this.#active) return;
    const { meter } = this.#ports;
    if (exchange.setsCookie) this.#route.keepCookies(exchange);
    const leadsOn = exchange.status >= 300 && exchange.status < 400 && this.#route.leadsOn(exchange);
    fillSample(this.#sample, exchange, instruction, this.#fromMs, this.#program.phases);
    if (!leadsOn) this.#judge.begin(exchange, instruction, this.#sample);
    meter.request(this.#sample);
    if (leadsOn) {
      if (this.#fromMs !== null) this.#fromMs = exchange.endMs;
      this.#route.goOn(exchange.endMs, this);
      return;
    }
    const failure = this.#judge.judge(exchange, instruction, this.#sample.failed);
    if (instruction.observes.length > 0) this.#flow.observe(this.#judge.response(exchange), instruction);
    if (failure !== null && meter.wantsFailures) {
      meter.failure(describeFailure(exchange, instruction, this.#about(failure)));
    }
    if (failure !== null && (instruction.planned.stopOnFail || this.#judge.lacksCapture)) this.#abandon();
    if (this.#fromMs !== null) this.#fromMs = exchange.endMs;
    if (!this.#options.backsOff || exchange.error === null || exchange.status > 0) {
      this.#connectionErrors = 0;
      this.#run();
    } else {
      this.#pause(Math.min(MAX_BACK_OFF_MS, 2 ** this.#connectionErrors++));
    }
  }

  /** What a failure tells of now. */
  #about(reason: string): FailureCircumstances {
    const elapsedMs = this.#ports.clock.nowMs() - this.#ports.beganMs();
    const secrets = [...this.#values.secrets(), ...(this.#cookies?.secrets ?? [])];
    const { origin, path } = this.#route;
    return { elapsedMs, scenario: this.#program.name, url: origin + path, reason, secrets };
  }

  /** Goes on from where the user is, until a request is under way, a pause begins or the iteration ends. */
  #run(): void {
    const { instructions } = this.#program;
    for (;;) {
      const instruction = instructions[this.#at];
      if (instruction === undefined) {
        this.#end();
        return;
      }
      switch (instruction.kind) {
        case 'request':
          this.#at++;
          this.#send(instruction);
          return;
        case 'think':
        case 'normalThink':
          this.#at++;
          if (this.#pause(thinkMs(instruction, this))) return;
          break;
        case 'pacing':
          this.#at++;
          if (this.#pause(this.#beganMs + instruction.leastMs - this.#ports.clock.nowMs())) return;
          break;
        case 'pick': {
          const chosen = this.random() * instruction.total;
          const branch =
            instruction.branches.find((one) => chosen < one.below) ?? instruction.branches.at(-1);
          this.#at = branch?.to ?? this.#at + 1;
          break;
        }
        case 'jump':
          this.#at = instruction.to;
          break;
        case 'when':
          this.#at = this.#flow.holds(instruction.condition) ? this.#at + 1 : instruction.to;
          break;
        case 'groupStart':
        case 'groupEnd':
        case 'loopStart':
          this.#at++;
          this.#flow.pass(instruction);
          break;
        case 'count':
        case 'until':
          if (this.#turn(instruction)) return;
          break;
        default:
          assertNever(instruction);
      }
    }
  }

  /** Goes to the end of the iteration. */
  #abandon(): void {
    this.#flow.endGroups();
    this.#at = this.#program.end;
  }

  /** The end of a turn of a loop. @returns whether a pause begins */
  #turn(instruction: CountInstruction | UntilInstruction): boolean {
    const flow = this.#flow;
    const turn = instruction.kind === 'count' ? flow.countTurn(instruction) : flow.untilTurn(instruction);
    if (instruction.kind === 'until' && turn === 'given-up') {
      this.#tellGivenUp(instruction, flow.turns);
      if (instruction.stopOnFail) this.#abandon();
      else this.#at++;
      return false;
    }
    this.#at = turn === 'met' ? this.#at + 1 : instruction.to;
    return turn === 'wait' && this.#pause(flow.waitMs);
  }

  #tellGivenUp({ request, text, place }: UntilInstruction, turns: number): void {
    const { meter } = this.#ports;
    if (request === null || !meter.wantsFailures) return;
    const about = this.#about(`gave up after ${turns} ${turns === 1 ? 'turn' : 'turns'}: expected ${text}`);
    meter.failure({ ...describeUnmet(request, this.#sample, about), place });
  }

  #send(instruction: RequestInstruction): void {
    this.#flow.yields++;
    this.#request = instruction;
    this.#route.send(instruction.outgoing(this), instruction, this);
  }

  /** @returns whether a pause begins: there is none of 0 or less */
  #pause(waitMs: number): boolean {
    if (waitMs <= 0) return false;
    this.#flow.yields++;
    this.#timer = this.#ports.clock.after(waitMs, this.#resume);
    return true;
  }

  readonly #resume = (): void => {
    this.#timer = null;
    if (this.#fromMs !== null) this.#fromMs = this.#ports.clock.nowMs();
    this.#run();
  };

  #end(): void {
    if (this.#flow.yields === 0) {
      // No request and no pause: without this, such a flow would never let anything else happen.
      this.#pause(1);
      return;
    }
    const { clock, meter } = this.#ports;
    meter.iteration(this.#program.scenario, micros(clock.nowMs() - this.#beganMs), this.#phase);
    this.#iterations++;
    this.#active = false;
    this.#request = null;
    this.#values.endIteration();
    this.#options.onIdle(this);
  }
}
