import { assertNever } from '../base/assertNever.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { EvaluationContext } from '../scenario/evaluate.ts';
import { CheckedResponse } from './check.ts';
import type { Meter } from './meter.ts';
import type { Program, RequestInstruction } from './program.ts';
import type { Exchange, ExchangeHandler, Requester, RequesterFactory } from './requester.ts';
import { describeFailure, fillSample, micros, newSample } from './sampler.ts';

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
  readonly #connections: (Requester | undefined)[] = [];
  readonly #sample = newSample();
  readonly #response = new CheckedResponse();
  #iterations = 0;
  #active = false;
  #at = 0;
  #beganMs = 0;
  /** The open model's start of the next request: the intended start, then when the user was ready. */
  #fromMs: number | null = null;
  #request: RequestInstruction | null = null;
  #path = '';
  #timer: Disposable | null = null;
  /** Whether this iteration has given way to others; one that never does must be made to. */
  #gaveWay = false;
  #connectionErrors = 0;

  constructor(options: VirtualUserOptions) {
    this.#options = options;
    this.#ports = options.ports;
    this.#program = options.program;
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

  nowMs(): number {
    return this.#ports.clock.wallMs();
  }

  random(): number {
    return this.#ports.random();
  }

  /**
   * Begins an iteration; the user must be idle.
   * @param intendedMs when the plan wanted it to start, from where its latency counts (open model); else null
   */
  begin(intendedMs: number | null): void {
    this.#active = true;
    this.#at = 0;
    this.#gaveWay = false;
    this.#fromMs = intendedMs;
    this.#beganMs = this.#ports.clock.nowMs();
    this.#run();
  }

  /** Ends the iteration under way here and now, counts it as interrupted, and closes the connections. */
  cut(): void {
    this.#timer?.dispose();
    this.#timer = null;
    if (this.#active) {
      this.#active = false;
      this.#iterations++;
      this.#ports.meter.interrupted(this.#program.scenario);
    }
    this.leave();
  }

  /** Closes the connections of an idle user. */
  leave(): void {
    for (const connection of this.#connections) connection?.close();
    this.#connections.length = 0;
  }

  /** A response has come, or cannot come. */
  onExchange(exchange: Exchange): void {
    const instruction = this.#request;
    if (instruction === null || !this.#active) return;
    const { meter } = this.#ports;
    fillSample(this.#sample, exchange, instruction, this.#fromMs);
    meter.request(this.#sample);
    const failure = this.#check(exchange, instruction);
    if (failure !== null && meter.wantsFailures) this.#tellFailure(exchange, instruction, failure);
    if (failure !== null && instruction.planned.stopOnFail) this.#at = this.#program.instructions.length;
    if (this.#fromMs !== null) this.#fromMs = exchange.endMs;
    if (!this.#options.backsOff || exchange.error === null || exchange.status > 0) {
      this.#connectionErrors = 0;
      this.#run();
    } else {
      this.#pause(Math.min(MAX_BACK_OFF_MS, 2 ** this.#connectionErrors++));
    }
  }

  /** Counts the checks. @returns the first reason for which the request failed, or null */
  #check(exchange: Exchange, instruction: RequestInstruction): string | null {
    let failure: string | null = null;
    if (exchange.error !== null) failure = exchange.error.reason;
    else if (this.#sample.failed) failure = `status ${exchange.status}`;
    if (instruction.checks.length === 0) return failure;
    const response = this.#response.of(exchange);
    for (const { id, test } of instruction.checks) {
      const wrong = exchange.error === null ? test(response) : exchange.error.reason;
      this.#ports.meter.check(id, wrong === null);
      // What was expected says more than the status that came.
      if (wrong !== null && (failure === null || failure.startsWith('status '))) failure = wrong;
    }
    return failure;
  }

  #tellFailure(exchange: Exchange, instruction: RequestInstruction, reason: string): void {
    const { clock, meter } = this.#ports;
    const elapsedMs = clock.nowMs() - this.#ports.beganMs();
    const scenario = this.#program.name;
    meter.failure(describeFailure(exchange, instruction, { elapsedMs, scenario, path: this.#path, reason }));
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
        case 'think': {
          this.#at++;
          const { minMs, maxMs } = instruction;
          const pauseMs = minMs + this.#ports.random() * (maxMs - minMs);
          if (pauseMs <= 0) break;
          this.#pause(pauseMs);
          return;
        }
        case 'pick': {
          const chosen = this.#ports.random() * instruction.total;
          const branch =
            instruction.branches.find((one) => chosen < one.below) ?? instruction.branches.at(-1);
          this.#at = branch?.to ?? this.#at + 1;
          break;
        }
        case 'jump':
          this.#at = instruction.to;
          break;
        default:
          assertNever(instruction);
      }
    }
  }

  #send(instruction: RequestInstruction): void {
    this.#gaveWay = true;
    this.#request = instruction;
    const outgoing = instruction.outgoing(this);
    this.#path = outgoing.path;
    this.#connection(instruction.origin).send(outgoing, this);
  }

  #connection(origin: number): Requester {
    const open = this.#connections[origin];
    if (open !== undefined) return open;
    const connection = this.#ports.requesters.open(this.#program.origins[origin] ?? '');
    this.#connections[origin] = connection;
    return connection;
  }

  #pause(pauseMs: number): void {
    this.#gaveWay = true;
    this.#timer = this.#ports.clock.after(pauseMs, this.#resume);
  }

  readonly #resume = (): void => {
    this.#timer = null;
    if (this.#fromMs !== null) this.#fromMs = this.#ports.clock.nowMs();
    this.#run();
  };

  #end(): void {
    if (!this.#gaveWay) {
      // No request and no pause: without this, such a flow would never let anything else happen.
      this.#pause(1);
      return;
    }
    const { clock, meter } = this.#ports;
    meter.iteration(this.#program.scenario, micros(clock.nowMs() - this.#beganMs));
    this.#iterations++;
    this.#active = false;
    this.#request = null;
    this.#options.onIdle(this);
  }
}
