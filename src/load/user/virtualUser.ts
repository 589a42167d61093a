import { assertNever } from '../../base/assertNever.ts';
import type { Timer } from '../../base/clock.ts';
import type { DataFeed } from '../program/dataFeed.ts';
import type {
  CountInstruction,
  Instruction,
  LoginInstruction,
  ParallelInstruction,
  UntilInstruction,
} from '../program/instruction.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange, ExchangeHandler } from '../transport/requester.ts';
import { Parallel, type ParallelOutcome } from './parallel.ts';
import { micros } from './sampler.ts';
import { chosenBranch, thinkMs } from './think.ts';
import type { BeforeRequest } from './userLogins.ts';
import { type UserOptions, UserParts } from './userParts.ts';

export interface VirtualUserOptions extends UserOptions {
  /** The iteration has ended, not by `cut`. May call `begin` again. */
  onIdle(user: VirtualUser): void;
}

/**
 * One virtual user: takes one iteration at a time through the program, with its own connections. A state
 * machine driven by callbacks: nothing is allocated for a request that it need not be.
 */
export class VirtualUser extends UserParts implements ExchangeHandler {
  readonly #options: VirtualUserOptions;
  #active = false;
  /** What is run now: the flow, or a login within it. */
  #code: readonly Instruction[];
  #at = 0;
  #beganMs = 0;
  /** In which the iteration was to start. */
  #phase = -1;
  /** The kind of the failure that has ended the iteration early. */
  #endedBy: string | null = null;
  /** The open model's start of the next request: the intended start, then when the user was ready. */
  #fromMs: number | null = null;
  /** The one whose response is waited for. */
  #request: RequestInstruction | null = null;
  /** Made for the first pause. */
  #timer: Timer | null = null;
  /** Made for the first parallel step. */
  #parallel: Parallel | null = null;

  constructor(options: VirtualUserOptions) {
    super(options);
    this.#options = options;
    this.#code = options.program.instructions;
  }

  /** Whether an iteration is under way. */
  get active(): boolean {
    return this.#active;
  }

  /**
   * Begins an iteration; the user must be idle.
   * @returns the data that has no row for it, so that it did not begin; null where it did
   * @param intendedMs when the plan wanted it to start, from where its latency counts (open model); else null
   */
  begin(intendedMs: number | null): DataFeed | null {
    const lacking = this.values.begin();
    if (lacking !== null) return lacking;
    this.#active = true;
    this.#endedBy = null;
    this.#code = this.program.instructions;
    this.#at = 0;
    this.logins?.begin();
    this.#parallel?.forget();
    this.flow.begin();
    this.route.begin();
    this.#fromMs = intendedMs;
    this.#beganMs = this.ports.clock.nowMs();
    this.#phase = this.program.phases?.at(intendedMs ?? this.#beganMs) ?? -1;
    this.#run();
    return null;
  }

  /** Ends the iteration under way here and now, counts it and its requests as interrupted, and closes the connections. */
  cut(): void {
    this.#timer?.dispose();
    if (this.#active) {
      this.#active = false;
      this.logins?.cut();
      this.flow.cut();
      this.values.endIteration();
      this.values.iter++;
      const unanswered = this.#request === null ? (this.#parallel?.busy ?? 0) : 1;
      this.ports.meter.interrupted(this.program.scenario, unanswered);
      this.#request = null;
    }
    this.leave();
  }

  /** Closes the connections of an idle user. */
  leave(): void {
    this.#parallel?.close();
    this.route.close();
    this.logins?.leave();
    this.values.leave();
  }

  /** A response has come, or cannot come. */
  onExchange(exchange: Exchange): void {
    const instruction = this.#request;
    if (instruction === null || !this.#active) return;
    this.#request = null;
    const { reception, route } = this;
    const leadsOn = reception.leadsOn(exchange, instruction, this.#fromMs);
    if (leadsOn || (instruction.login !== null && this.logins?.refused(exchange, instruction, route))) {
      if (leadsOn) this.#request = instruction;
      else reception.count();
      this.#sendAnother(exchange, leadsOn);
      return;
    }
    const failure = reception.judge(exchange, instruction);
    if (failure !== null) this.#abandon(failure, this.teller.lastKind);
    if (this.#fromMs !== null) this.#fromMs = exchange.endMs;
    const pauseMs = this.backOff?.afterMs(exchange) ?? 0;
    if (!this.#pause(pauseMs)) this.#run();
  }

  /** After a response that is not the step's last: follows it, or sends the same with another token. */
  #sendAnother({ endMs }: Exchange, leadsOn: boolean): void {
    if (this.#fromMs !== null) this.#fromMs = endMs;
    if (leadsOn) this.route.goOn(endMs, this);
    else {
      this.#at--;
      this.#run();
    }
  }

  /** Goes on from where the user is, until a request is under way, a pause begins or the iteration ends. */
  #run(): void {
    for (;;) {
      const instruction = this.#code[this.#at];
      if (instruction === undefined) {
        if (this.#endLogin()) continue;
        this.#end();
        return;
      }
      const isAsking = instruction.kind === 'request' || instruction.kind === 'login';
      if (isAsking ? this.#ask(instruction) : this.#pass(instruction)) return;
    }
  }

  /** Sends a request once the user is logged in for it. @returns whether the user has to wait */
  #ask(instruction: RequestInstruction | LoginInstruction): boolean {
    const request = instruction.kind === 'login' ? instruction.request : instruction;
    const before = request.login === null ? 'nothing' : this.#beforeRequest(request);
    if (before !== 'nothing') return before !== 'own-login';
    this.#at++;
    if (instruction.kind === 'login') return false;
    this.#send(instruction);
    return true;
  }

  /** Does what is no request. @returns whether the user has to wait */
  #pass(instruction: Exclude<Instruction, RequestInstruction | LoginInstruction>): boolean {
    switch (instruction.kind) {
      case 'parallel':
        this.#sendAll(instruction);
        return true;
      case 'think':
      case 'normalThink':
        this.#at++;
        return this.#pause(thinkMs(instruction, this.values));
      case 'pacing':
        this.#at++;
        return this.#pause(this.#beganMs + instruction.leastMs - this.ports.clock.nowMs());
      case 'pick':
        this.#at = chosenBranch(instruction, this.values)?.to ?? this.#at + 1;
        return false;
      case 'jump':
        this.#at = instruction.to;
        return false;
      case 'when':
        this.#at = this.flow.holds(instruction.condition) ? this.#at + 1 : instruction.to;
        return false;
      case 'groupStart':
      case 'groupEnd':
      case 'loopStart':
        this.#at++;
        this.flow.pass(instruction);
        return false;
      case 'count':
      case 'until':
        return this.#turn(instruction);
      default:
        return assertNever(instruction);
    }
  }

  /** Goes to the end of the iteration. @param failure why @param kind of it, where it is told by itself */
  #abandon(failure: string, kind: string | null = null): void {
    this.flow.endGroups();
    const unsent = this.logins?.giveUp(failure, this.teller) ?? '';
    this.#endedBy = kind ?? unsent;
    this.#code = this.program.instructions;
    this.#at = this.program.end;
  }

  /** Sees to it that the user is logged in; the steps of its own login are what is run next. */
  #beforeRequest(instruction: RequestInstruction): BeforeRequest {
    const before = this.logins?.before(instruction, this.#at) ?? 'nothing';
    // A login of its own may turn out to send nothing.
    if (before === 'login-of-another') this.flow.yields++;
    if (before !== 'own-login' || this.logins === null) return before;
    this.#code = this.logins.steps;
    this.#at = 0;
    return before;
  }

  /** At the end of a login goes back to the request. @returns whether there was a login */
  #endLogin(): boolean {
    const logins = this.logins;
    if (logins === null || !logins.isUnderWay) return false;
    const failure = logins.end();
    this.#code = this.program.instructions;
    if (failure === null) this.#at = logins.returnTo;
    else this.#abandon(failure);
    return true;
  }

  /** The login of another user has ended, for which this one has waited. */
  onLogin(failure: string | null): void {
    if (!this.#active) return;
    if (failure !== null) this.#abandon(failure);
    if (!this.#pause(failure === null ? 0 : (this.backOff?.after(true) ?? 0))) this.#run();
  }

  /** The end of a turn of a loop. @returns whether a pause begins */
  #turn(instruction: CountInstruction | UntilInstruction): boolean {
    const flow = this.flow;
    const turn = instruction.kind === 'count' ? flow.countTurn(instruction) : flow.untilTurn(instruction);
    if (instruction.kind === 'until' && turn === 'given-up') {
      const failure = this.teller.gaveUp(instruction, flow.turns, this.reception.sample);
      if (instruction.stopOnFail || this.logins?.isUnderWay) this.#abandon(failure, this.teller.lastKind);
      else this.#at++;
      return false;
    }
    this.#at = turn === 'met' ? this.#at + 1 : instruction.to;
    return turn === 'wait' && this.#pause(flow.waitMs);
  }

  #send(instruction: RequestInstruction): void {
    this.flow.yields++;
    this.#request = instruction;
    this.route.send(instruction.outgoing(this.values), instruction, this);
  }

  #sendAll(instruction: ParallelInstruction): void {
    this.#at++;
    this.flow.yields++;
    const { values, flow, route, logins } = this;
    this.#parallel ??= new Parallel(this.#options, { values, flow, route, logins, onDone: this.#onAll });
    this.#parallel.begin(instruction, this.#fromMs);
  }

  /** All requests of a parallel step have ended. */
  readonly #onAll = ({ failure, kind, isUnreachable, againFrom }: ParallelOutcome): void => {
    if (this.#fromMs !== null) this.#fromMs = this.ports.clock.nowMs();
    if (failure !== null) this.#abandon(failure, kind);
    else if (againFrom !== null) this.#at = againFrom;
    if (!this.#pause(this.backOff?.after(isUnreachable) ?? 0)) this.#run();
  };

  /** @returns whether a pause begins: there is none of 0 or less */
  #pause(waitMs: number): boolean {
    if (waitMs <= 0) return false;
    this.flow.yields++;
    this.#timer ??= this.ports.clock.timer(this.#resume);
    this.#timer.set(waitMs);
    return true;
  }

  readonly #resume = (): void => {
    if (this.#fromMs !== null) this.#fromMs = this.ports.clock.nowMs();
    this.#run();
  };

  #end(): void {
    if (this.flow.yields === 0) {
      // No request and no pause: without this, such a flow would never let anything else happen.
      this.#pause(1);
      return;
    }
    const { clock, meter } = this.ports;
    meter.iteration(this.program.scenario, micros(clock.nowMs() - this.#beganMs), this.#phase, this.#endedBy);
    this.values.iter++;
    this.#active = false;
    this.values.endIteration();
    this.#options.onIdle(this);
  }
}
