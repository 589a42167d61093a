import { assertNever } from '../../base/assertNever.ts';
import type { Clock } from '../../base/clock.ts';
import { type ErrorInfo, HotlapError, toErrorInfo } from '../../base/errors.ts';
import type { FromEngine, ToEngine } from '../../protocol/engineMessages.ts';
import { GeneratorWatch } from '../generatorWatch.ts';
import { Metronome } from '../metronome.ts';
import { endpointOf, type PinnedOrigin } from '../pinnedOrigin.ts';
import type { ExchangeError } from '../requester.ts';
import { RequestersByOrigin } from '../requesterFactory.ts';
import { RunLoop } from '../runLoop.ts';
import { pinOrigins } from '../targetProbe.ts';
import { warmUp } from '../warmUp.ts';

export interface EngineProcessOptions {
  readonly clock: Clock;
  send(message: FromEngine): void;
  /** Sends, and ends the process once that is on its way. */
  sendLast(message: FromEngine): void;
}

/** What the engine does with each message of its parent: one `prepare`, one `begin`, any number of `stop`s. */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  #run: RunLoop | null = null;
  #watch: GeneratorWatch | null = null;
  #metronome: Metronome | null = null;
  #over = false;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  receive(message: ToEngine): void {
    switch (message.type) {
      case 'prepare':
        this.#prepare(message).catch((thrown: unknown) => this.fail(toErrorInfo(thrown)));
        break;
      case 'begin':
        this.#run?.begin();
        break;
      case 'stop':
        if (this.#run) this.#run.stop(message.mode);
        else this.fail({ code: 'engine-failed', message: 'stopped before it was ready' });
        break;
      default:
        assertNever(message);
    }
  }

  /** Ends everything and tells why, once. */
  fail(error: ErrorInfo): void {
    if (this.#over) return;
    this.#over = true;
    this.#run?.dispose();
    this.#watch?.dispose();
    this.#options.sendLast({ type: 'failed', error: wireError(error) });
  }

  async #prepare({ plan, hosts, snapshotEveryMs }: Extract<ToEngine, { type: 'prepare' }>): Promise<void> {
    if (this.#run !== null) throw new HotlapError({ code: 'protocol', message: 'prepared twice' });
    const { clock, send, sendLast } = this.#options;
    // The check of the target measures nothing, so it may share the time.
    const [pins] = await Promise.all([pinOrigins(plan.origins, hosts), warmUp(clock)]);
    if (this.#over) return;
    const watch = new GeneratorWatch();
    this.#watch = watch;
    this.#run = new RunLoop({
      plan,
      clock,
      snapshotEveryMs,
      requesters: new RequestersByOrigin({
        http2: plan.http2 === true,
        pins,
        clock,
        onNotHttp: (error, pin) => this.fail(notHttp(error, pin)),
      }),
      alarm: () => this.#alarms().alarm(),
      health: () => watch.read(),
      onSnapshot: (snapshot) => send({ type: 'snapshot', snapshot }),
      onCheckpoint: (metrics) => send({ type: 'checkpoint', metrics }),
      onWarning: (message) => send({ type: 'warning', message }),
      onFinished: (end, snapshot, metrics) => {
        if (this.#over) return;
        this.#over = true;
        watch.dispose();
        sendLast({ type: 'finished', end, snapshot, metrics });
      },
    });
    send({ type: 'ready' });
  }

  /** Only the open model needs them, and a thread for them. */
  #alarms(): Metronome {
    this.#metronome ??= new Metronome(this.#options.clock);
    return this.#metronome;
  }
}

/** On the wire, what is not there is left out. */
function wireError({
  code,
  message,
  hint,
  place,
}: ErrorInfo): Extract<FromEngine, { type: 'failed' }>['error'] {
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place === undefined ? {} : { place }),
  };
}

function notHttp(error: ExchangeError, pin: PinnedOrigin): ErrorInfo {
  return {
    code: 'target-not-http',
    message: `${endpointOf(pin)} does not speak HTTP: ${error.reason}`,
    hint: 'check the port in `target`, and whether it wants https://',
  };
}
