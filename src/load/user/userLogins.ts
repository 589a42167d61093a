import type { Clock } from '../../base/clock.ts';
import type { CompiledLogin } from '../program/compileLogins.ts';
import { Credentials, type Login, type Waiting } from '../program/credentials.ts';
import type { Instruction } from '../program/instruction.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange } from '../transport/requester.ts';
import type { FailureTeller } from './failureTeller.ts';
import type { Meter } from './meter.ts';
import type { Route } from './route.ts';

/** What a request that needs a login waits for. */
export type BeforeRequest = 'nothing' | 'own-login' | 'login-of-another';

/**
 * Whether a response says that the token will not do. A redirect takes no token to another origin, nor back from
 * there, so what is said then is not about it.
 */
export function refusesToken(
  { status, error }: Exchange,
  { expects }: RequestInstruction,
  from: Pick<Route, 'isAway'>,
): boolean {
  return status === 401 && error === null && !from.isAway && !expects(401);
}

/** The logins of one virtual user: which token it has, and whether it is fetching one. */
export class UserLogins {
  readonly #logins: readonly CompiledLogin[];
  readonly #slots: unknown[];
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #user: Waiting;
  /** By the index of the login. */
  readonly #credentials: Credentials[];
  /** The generation of what is in the slots. */
  readonly #held: number[];
  readonly #own: Credentials[];
  #underWay: Login | null = null;
  #isRefresh = false;
  #returnTo = 0;
  /** What waits for a login. */
  #step: RequestInstruction | null = null;
  #waitsFor: Credentials | null = null;
  /** Whether the request under way is sent for the second time. */
  #isRetry = false;

  constructor(
    logins: readonly CompiledLogin[],
    slots: unknown[],
    { clock, meter }: { readonly clock: Clock; readonly meter: Meter },
    user: Waiting,
  ) {
    this.#logins = logins;
    this.#slots = slots;
    this.#clock = clock;
    this.#meter = meter;
    this.#user = user;
    this.#credentials = logins.map(({ login }) => login.shared ?? new Credentials());
    this.#held = logins.map(() => 0);
    this.#own = this.#credentials.filter((_, index) => logins[index]?.login.shared === null);
  }

  /** Whether the steps of a login are run now. */
  get isUnderWay(): boolean {
    return this.#underWay !== null;
  }

  /** Where the flow goes on after the login. */
  get returnTo(): number {
    return this.#returnTo;
  }

  /** A new iteration. */
  begin(): void {
    this.#isRetry = false;
    this.#step = null;
  }

  /** Puts the token into the slots where there is one; else begins to log in, or to wait for who does. */
  before(instruction: RequestInstruction, at: number): BeforeRequest {
    const { login } = instruction;
    if (login === null) return 'nothing';
    const credentials = this.#of(login);
    this.#step = null;
    if (credentials.isGood) {
      this.#take(login, credentials);
      return 'nothing';
    }
    this.#step = instruction;
    if (credentials.isBusy) {
      credentials.waiting.add(this.#user);
      this.#waitsFor = credentials;
      return 'login-of-another';
    }
    credentials.isBusy = true;
    this.#underWay = login;
    this.#returnTo = at;
    this.#isRefresh = credentials.values.length > 0;
    this.#take(login, credentials);
    if (!this.#isRefresh || this.#logins[login.index]?.refresh === null) this.#slots[login.slot] = undefined;
    return 'own-login';
  }

  /** The values in the requests of the login under way that no failure may show. */
  get #secrets(): string[] {
    return this.steps.flatMap((one) => {
      if (one.kind === 'request') return one.secrets;
      return one.kind === 'parallel' ? one.requests.flatMap(({ secrets }) => secrets) : [];
    });
  }

  /** Whether it is this user's alone, the login whose steps are run now. */
  get isOwnUnderWay(): boolean {
    return this.#underWay !== null && this.#underWay.shared === null;
  }

  /** Whether it has a token of its own that no response has refused. */
  get hasOwn(): boolean {
    return this.#own.some((one) => one.isGood);
  }

  /** The steps of the login that has begun. */
  get steps(): readonly Instruction[] {
    const compiled = this.#logins[this.#underWay?.index ?? -1];
    const flow = (this.#isRefresh ? compiled?.refresh : null) ?? compiled?.flow;
    return flow?.instructions ?? [];
  }

  /**
   * Whether a response refuses the token, so that the request is to be sent once more, with another.
   * @param from where it came from
   */
  refused(exchange: Exchange, instruction: RequestInstruction, from: Pick<Route, 'isAway'>): boolean {
    const { login } = instruction;
    if (login === null || this.#isRetry || !refusesToken(exchange, instruction, from)) {
      this.#isRetry = false;
      return false;
    }
    this.#isRetry = true;
    const credentials = this.#of(login);
    // Another user may have fetched a new one meanwhile.
    if (this.#held[login.index] === credentials.generation) credentials.isGood = false;
    return true;
  }

  /** A token was refused: the next request that needs it is to fetch another, unless another user has. */
  distrust(login: Login | null): void {
    if (login === null) return;
    const credentials = this.#of(login);
    if (this.#held[login.index] === credentials.generation) credentials.isGood = false;
  }

  /** The end of the login's steps. @returns why it failed, or null */
  end(): string | null {
    const login = this.#underWay;
    if (login === null) return null;
    const token = this.#slots[login.slot];
    if (token === undefined || token === '') return `the flow ${login.name} has captured no token`;
    const credentials = this.#of(login);
    this.#underWay = null;
    this.#held[login.index] = credentials.generation + 1;
    if (this.#isRefresh) this.#meter.authRefreshed();
    credentials.succeed(login.slots.map((slot) => this.#slots[slot]));
    return null;
  }

  /**
   * The iteration ends early; a login that is under way has failed then, for all who wait for it.
   * @param teller hides what is secret to this user from the others, and is told of the step that was not sent
   * @returns the kind of that failure; null where no step waited
   */
  giveUp(reason: string, teller: Pick<FailureTeller, 'hidden' | 'notSent'>): string | null {
    const step = this.#step;
    const login = this.#underWay;
    this.#step = null;
    this.#isRetry = false;
    const told = login === null ? reason : teller.hidden(reason, this.#secrets);
    this.#underWay = null;
    if (login !== null) {
      this.#meter.authFailed();
      this.#of(login).fail(told);
    }
    return step === null ? null : teller.notSent(step, told);
  }

  /** The iteration is cut off. */
  cut(): void {
    this.#waitsFor?.waiting.delete(this.#user);
    this.#waitsFor = null;
    const login = this.#underWay;
    if (login === null) return;
    this.#underWay = null;
    const credentials = this.#of(login);
    if (login.shared === null) credentials.isBusy = false;
    // Those who wait may be about to be cut off too, and are not to send a request before that.
    else this.#clock.after(0, () => credentials.handOver());
  }

  /** The user takes a rest; with other rows of data it may be someone else afterwards. */
  leave(): void {
    for (const credentials of this.#own) credentials.isGood = false;
    for (const credentials of this.#own) credentials.values = [];
  }

  #of(login: Login): Credentials {
    const credentials = this.#credentials[login.index];
    if (credentials === undefined) throw new Error(`there is no login ${login.index}`);
    return credentials;
  }

  #take(login: Login, credentials: Credentials): void {
    if (this.#held[login.index] === credentials.generation) return;
    this.#held[login.index] = credentials.generation;
    for (const [index, slot] of login.slots.entries()) this.#slots[slot] = credentials.values[index];
  }
}
