import WebSocket from 'ws';
import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { HotlapError } from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';

const ANSWER_MS = 10_000;
const LARGEST_MESSAGE_BYTES = 512 << 20;

const messageSchema = z.object({
  id: z.int().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

const evaluationSchema = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z
    .object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() })
    .optional(),
});

export interface InspectorEvent {
  readonly method: string;
  readonly params: unknown;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Disposable;
}

/**
 * A conversation with the inspector of one Node process. Every request has a time limit; when the
 * connection ends all that is pending is rejected and `onClose` fires once.
 */
export class InspectorConnection implements Disposable {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Emitter<InspectorEvent>();
  readonly #closed = new Emitter<void>();
  #lastId = 0;
  #open = true;

  readonly onEvent: Event<InspectorEvent> = this.#events.event;
  readonly onClose: Event<void> = this.#closed.event;

  private constructor(socket: WebSocket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('close', () => this.#end());
    // 'close' follows every error; without a listener it would be thrown.
    socket.on('error', () => {});
  }

  /** @throws HotlapError `profile-unavailable` where nothing answers at `url` (`ws://127.0.0.1:9229/<id>`) */
  static connect(url: string, clock: Clock): Promise<InspectorConnection> {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: LARGEST_MESSAGE_BYTES,
      handshakeTimeout: ANSWER_MS,
    });
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new InspectorConnection(socket, clock)));
      socket.once('error', (cause) => reject(lost(`its inspector did not answer: ${cause.message}`, cause)));
    });
  }

  get open(): boolean {
    return this.#open;
  }

  /** @throws HotlapError `profile-unavailable` where the process refuses, does not answer in time, or is gone */
  request(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (!this.#open) return Promise.reject(lost('the connection to its inspector has ended'));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(ANSWER_MS, () => {
        this.#pending.delete(id);
        reject(lost(`its inspector did not answer ${method} in ${ANSWER_MS / 1000} s`));
      });
      this.#pending.set(id, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Runs an expression in the process. @returns its value, as JSON carries it */
  async evaluate(expression: string): Promise<unknown> {
    const answer = evaluationSchema.parse(
      // The command line API gives `require` also where there is no process.getBuiltinModule yet.
      await this.request('Runtime.evaluate', {
        expression,
        returnByValue: true,
        includeCommandLineAPI: true,
      }),
    );
    const thrown = answer.exceptionDetails;
    if (thrown) throw lost(`code in the process failed: ${thrown.exception?.description ?? thrown.text}`);
    return answer.result.value;
  }

  /** At once: a closing handshake would keep a process waiting that wants to exit. */
  dispose(): void {
    this.#socket.terminate();
    this.#end();
  }

  #receive(text: string): void {
    const message = messageSchema.safeParse(parseJson(text)).data;
    if (message?.method !== undefined) {
      this.#events.fire({ method: message.method, params: message.params });
      return;
    }
    const pending = this.#pending.get(message?.id ?? -1);
    if (!message || !pending) return;
    this.#pending.delete(message.id ?? -1);
    pending.timer.dispose();
    if (message.error) pending.reject(lost(`its inspector refused: ${message.error.message}`));
    else pending.resolve(message.result);
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const { reject, timer } of this.#pending.values()) {
      timer.dispose();
      reject(lost('the connection to its inspector has ended'));
    }
    this.#pending.clear();
    this.#closed.fire();
  }
}

function lost(message: string, cause?: unknown): HotlapError {
  return new HotlapError(
    {
      code: 'profile-unavailable',
      message: `no hotspots: ${message}`,
      hint: 'run again; where it stays so, start the API with `node --inspect` and run again',
    },
    { cause },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
