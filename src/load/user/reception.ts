import type { Program } from '../program/program.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange } from '../transport/requester.ts';
import type { FailureTeller } from './failureTeller.ts';
import type { FlowState } from './flowState.ts';
import type { LoadPorts } from './loadPorts.ts';
import { ResponseJudge } from './responseJudge.ts';
import type { Route } from './route.ts';
import { fillSample, newSample } from './sampler.ts';
import type { UserValues } from './userValues.ts';

export interface ReceptionOptions {
  readonly program: Pick<Program, 'phases'>;
  readonly ports: LoadPorts;
}

/** Takes the responses that come over one route: counts them, looks at them, tells what fails. */
export class Reception {
  /** The last one's. */
  readonly sample = newSample();
  readonly #options: ReceptionOptions;
  readonly #route: Route;
  readonly #flow: FlowState;
  readonly #teller: FailureTeller;
  readonly #judge: ResponseJudge;

  constructor(
    options: ReceptionOptions,
    route: Route,
    values: UserValues,
    { flow, teller }: { readonly flow: FlowState; readonly teller: FailureTeller },
  ) {
    this.#options = options;
    this.#route = route;
    this.#flow = flow;
    this.#teller = teller;
    this.#judge = new ResponseJudge(options.ports.meter, values);
  }

  /**
   * Whether a response leads on to another place; it is counted then.
   * @param fromMs from where its latency counts in the open model; else null
   */
  leadsOn(exchange: Exchange, instruction: RequestInstruction, fromMs: number | null): boolean {
    const route = this.#route;
    if (exchange.setsCookie) route.keepCookies(exchange);
    const leadsOn = exchange.status >= 300 && exchange.status < 400 && route.leadsOn(exchange);
    fillSample(this.sample, exchange, instruction, fromMs, this.#options.program.phases);
    this.sample.traceId = route.traceId;
    if (leadsOn) this.count();
    return leadsOn;
  }

  /** Counts the request alone, with none of its expectations. */
  count(): void {
    this.#options.ports.meter.request(this.sample);
  }

  /** Counts the request and all that its response is looked at for. @returns why the iteration is to end, or null */
  judge(exchange: Exchange, instruction: RequestInstruction): string | null {
    const judge = this.#judge;
    const { meter } = this.#options.ports;
    judge.begin(exchange, instruction, this.sample);
    meter.request(this.sample);
    const failure = judge.judge(exchange, instruction, this.sample.failed);
    if (instruction.observes.length > 0) this.#flow.observe(judge.response(exchange), instruction);
    if (failure === null) return null;
    this.#teller.failed(exchange, instruction, failure, judge.cause);
    return instruction.planned.stopOnFail || judge.lacksCapture ? failure : null;
  }
}
