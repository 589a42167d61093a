import { redactText } from '../../base/redact.ts';
import type { Sample } from '../../metrics/sample.ts';
import type { UntilInstruction } from '../program/instruction.ts';
import type { Program } from '../program/program.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange } from '../transport/requester.ts';
import type { LoadPorts } from './loadPorts.ts';
import type { Route } from './route.ts';
import { describeFailure, describeUnmet, type FailureCircumstances } from './sampler.ts';
import type { UserValues } from './userValues.ts';

/** No request was sent. */
const NO_RESPONSE = { status: 0, errorCode: 0 };

/** Tells what fails for one virtual user, with nothing secret in it. */
export class FailureTeller {
  readonly #ports: LoadPorts;
  readonly #program: Program;
  readonly #route: Route;
  readonly #values: UserValues;
  /** The kind of the failure that was told last. */
  lastKind = '';

  constructor(
    { ports, program }: { readonly ports: LoadPorts; readonly program: Program },
    route: Route,
    values: UserValues,
  ) {
    this.#ports = ports;
    this.#program = program;
    this.#route = route;
    this.#values = values;
  }

  /** A request, or one of its expectations. @param cause which of them */
  failed(exchange: Exchange, instruction: RequestInstruction, reason: string, cause: string): void {
    const { status, error } = exchange;
    const kind = kindOf(instruction, `${status} ${error?.code ?? 0} ${cause}`);
    this.lastKind = kind;
    if (!this.#ports.meter.failed(kind)) return;
    this.#ports.meter.failure({ ...describeFailure(exchange, instruction, this.#about(reason)), kind });
  }

  /** A `repeat` whose condition never held. @returns why, in one line */
  gaveUp({ request, text, place }: UntilInstruction, turns: number, sample: Sample): string {
    const { meter } = this.#ports;
    const reason = `gave up after ${turns} ${turns === 1 ? 'turn' : 'turns'}: expected ${text}`;
    this.lastKind = '';
    if (request === null) return reason;
    const kind = kindOf(request, `until ${place?.line}:${place?.column}`);
    this.lastKind = kind;
    if (!meter.failed(kind)) return reason;
    meter.failure({ ...describeUnmet(request, sample, this.#about(reason)), kind, place });
    return reason;
  }

  /** A step that could not be sent for want of a login. @returns the kind of this failure */
  notSent(instruction: RequestInstruction, reason: string): string {
    const { meter } = this.#ports;
    const kind = kindOf(instruction, 'login');
    if (!meter.failed(kind)) return kind;
    const about = this.#about(`not sent, since its login failed: ${reason}`);
    const unsent = { ...about, url: instruction.url, traceId: '' };
    meter.failure({ ...describeUnmet(instruction, NO_RESPONSE, unsent), kind });
    return kind;
  }

  /** A reason as another user may tell it, who does not know what of it is secret. */
  hidden(reason: string, secrets: readonly string[]): string {
    return redactText(reason, [...secrets, ...this.#secrets()]);
  }

  #secrets(): string[] {
    return [...this.#values.secrets(), ...this.#route.secrets];
  }

  #about(reason: string): FailureCircumstances {
    const elapsedMs = this.#ports.clock.nowMs() - this.#ports.beganMs();
    const secrets = this.#secrets();
    const { origin, path, traceId } = this.#route;
    return { elapsedMs, scenario: this.#program.name, url: origin + path, reason, traceId, secrets };
  }
}

/** What failures have in common that are told together: the step, wherever it is used, and what went wrong. */
function kindOf({ planned: { name, method, place } }: RequestInstruction, what: string): string {
  return `${place?.line ?? 0}:${place?.column ?? 0} ${method} ${name} ${what}`;
}
