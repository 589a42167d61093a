import type { Waiting } from '../program/credentials.ts';
import type { Program } from '../program/program.ts';
import { BackOff } from './backOff.ts';
import { FailureTeller } from './failureTeller.ts';
import { FlowState } from './flowState.ts';
import type { LoadPorts } from './loadPorts.ts';
import { Reception } from './reception.ts';
import { Route } from './route.ts';
import { UserLogins } from './userLogins.ts';
import { UserValues } from './userValues.ts';

/** What a virtual user is made with. */
export interface UserOptions {
  /** k6's `__VU`: from 1, unique in the run. */
  readonly id: number;
  readonly program: Program;
  readonly ports: LoadPorts;
  /**
   * Whether a user who gets nothing but connection errors slows down. In the closed model it must: the next
   * iteration starts when this one ends, so a target that is down would be called thousands of times a second.
   */
  readonly backsOff: boolean;
}

/** All that a virtual user is made of, but where it is in its flow. */
export abstract class UserParts implements Waiting {
  protected readonly ports: LoadPorts;
  protected readonly program: Program;
  protected readonly values: UserValues;
  protected readonly flow: FlowState;
  protected readonly route: Route;
  protected readonly teller: FailureTeller;
  protected readonly reception: Reception;
  /** null where the user does not slow down. */
  protected readonly backOff: BackOff | null;
  /** null where no request needs one. */
  protected readonly logins: UserLogins | null;

  constructor(options: UserOptions) {
    const { ports, program, backsOff } = options;
    this.ports = ports;
    this.program = program;
    this.values = new UserValues(options);
    this.flow = new FlowState(program, ports, this.values.slots);
    const user = {
      secrets: () => this.values.secrets(),
      logsIn: () => this.logins?.isOwnUnderWay === true,
      isLoggedIn: () => this.logins?.hasOwn === true,
    };
    this.route = new Route({ ...options, user });
    this.teller = new FailureTeller(options, this.route, this.values);
    const { flow, teller } = this;
    this.reception = new Reception(options, this.route, this.values, { flow, teller });
    this.backOff = backsOff ? new BackOff() : null;
    const { logins } = program;
    this.logins = logins.length === 0 ? null : new UserLogins(logins, this.values.slots, ports, this);
  }

  /** How many iterations it has run. */
  get iter(): number {
    return this.values.iter;
  }

  /** By the plan's slots. */
  get slots(): readonly unknown[] {
    return this.values.slots;
  }

  abstract onLogin(failure: string | null): void;
}
