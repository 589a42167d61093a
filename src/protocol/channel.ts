import type * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import { HotlapError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';

/** Any pair of wires that carries structured messages: a child process's IPC, a webview. */
export interface DuplexPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Told once, with why: the other end is gone. */
  onClose(listener: (why: string) => void): Disposable;
}

interface Pending<In> {
  /** Whether this message settles it. */
  offer(message: In): boolean;
  reject(error: HotlapError): void;
}

/**
 * Typed messages over a port. What comes in is validated against `schema`; what does not fit is told by
 * `onInvalid` and goes no further. Every request that waits is rejected when the channel closes.
 */
export class Channel<Out, In> implements Disposable {
  readonly #port: DuplexPort;
  readonly #schema: z.ZodType<In>;
  readonly #clock: Clock;
  readonly #store = new DisposableStore();
  readonly #messages = new Emitter<In>();
  readonly #invalid = new Emitter<HotlapError>();
  readonly #closed = new Emitter<HotlapError>();
  readonly #pending = new Set<Pending<In>>();
  #closedBy: HotlapError | null = null;

  /** All valid messages, those that settle a request included. */
  readonly onMessage = this.#messages.event;
  /** `protocol`: what was wrong with a message. */
  readonly onInvalid = this.#invalid.event;
  /** Told once; not where this end was disposed of. */
  readonly onClose = this.#closed.event;

  constructor(port: DuplexPort, schema: z.ZodType<In>, clock: Clock) {
    this.#port = port;
    this.#schema = schema;
    this.#clock = clock;
    this.#store.add(port.onMessage((message) => this.#receive(message)));
    this.#store.add(
      port.onClose((why) => {
        const error = new HotlapError({ code: 'protocol', message: why });
        if (this.#close(error)) this.#closed.fire(error);
      }),
    );
  }

  /** Sends; what is sent after the channel has closed is lost without a word. */
  send(message: Out): void {
    if (this.#closedBy === null) this.#port.post(message);
  }

  /**
   * Sends `message` (or nothing, where it is null) and waits for its answer: the first message for which
   * `answer` gives a value. Where `answer` throws, so does this.
   * @param what for the error: `the engine to be ready`
   * @throws HotlapError `protocol` after `timeoutMs`, or when the channel closes
   */
  request<T>(
    message: Out | null,
    answer: (message: In) => T | undefined,
    timeoutMs: number,
    what: string,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closedBy) {
        reject(this.#closedBy);
        return;
      }
      const settled = this.#store.add(
        toDisposable(() => {
          this.#pending.delete(pending);
          timer.dispose();
        }),
      );
      const fail = (error: unknown) => {
        settled.dispose();
        reject(error);
      };
      const timer = this.#clock.after(timeoutMs, () =>
        fail(new HotlapError({ code: 'protocol', message: `waited ${timeoutMs} ms in vain for ${what}` })),
      );
      const offer = (incoming: In): boolean => {
        try {
          const value = answer(incoming);
          if (value === undefined) return false;
          settled.dispose();
          resolve(value);
        } catch (error) {
          fail(error);
        }
        return true;
      };
      const pending: Pending<In> = { offer, reject: fail };
      this.#pending.add(pending);
      if (message !== null) this.send(message);
    });
  }

  /** Closes this end: requests that wait are rejected, nothing is heard any more. */
  dispose(): void {
    this.#close(new HotlapError({ code: 'protocol', message: 'the channel was closed' }));
    this.#messages.dispose();
    this.#invalid.dispose();
    this.#closed.dispose();
  }

  #receive(message: unknown): void {
    const parsed = this.#schema.safeParse(message);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const at = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
      this.#invalid.fire(
        new HotlapError({
          code: 'protocol',
          message: `invalid message${at}: ${issue?.message ?? 'unknown'}`,
        }),
      );
      return;
    }
    for (const pending of [...this.#pending]) pending.offer(parsed.data);
    this.#messages.fire(parsed.data);
  }

  /** @returns whether it was open */
  #close(error: HotlapError): boolean {
    if (this.#closedBy) return false;
    this.#closedBy = error;
    for (const pending of [...this.#pending]) pending.reject(error);
    this.#store.dispose();
    return true;
  }
}
