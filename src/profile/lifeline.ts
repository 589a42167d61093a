import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Disposable } from '../base/disposable.ts';
import { OWN_SCRIPT_URL } from './ownScript.ts';

const STATE = "Symbol.for('hotlap.lifelines')";

/** Node's built-in module `name`, from CommonJS and ES modules alike, as an expression. */
export function builtin(name: string): string {
  return `(process.getBuiltinModule ? process.getBuiltinModule('node:${name}') : require('node:${name}'))`;
}

/**
 * The dead-man's switch. The profiled process holds a connection to us; the moment the last such connection
 * ends, because we let go of it or because we were killed, it closes its inspector by itself. A timer with
 * heartbeats would do worse: while a client is connected but suspended, `inspector.close()` waits for it and
 * the API would hang. A suspended Hotlap keeps its connection, a killed one does not.
 */
export class Lifeline implements Disposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #token: string;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.#token = token;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.once('data', (data) => {
        if (String(data) !== this.#token) socket.destroy();
      });
    });
  }

  /** Listens on loopback alone, for processes that know the token. */
  static open(): Promise<Lifeline> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        server.removeListener('error', reject);
        server.on('error', () => {});
        resolve(new Lifeline(server, randomUUID()));
      });
    });
  }

  /** An expression for the process to take hold of this lifeline; its value is true once that is so. */
  get expression(): string {
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return `(() => {
      const inspector = ${builtin('inspector')};
      const known = globalThis[${STATE}];
      const lifelines = known ?? new Set();
      if (!known) Object.defineProperty(globalThis, ${STATE}, { value: lifelines, configurable: true });
      const socket = ${builtin('net')}.connect(${port}, '127.0.0.1');
      lifelines.add(socket);
      socket.write('${this.#token}');
      socket.on('error', () => {});
      socket.on('close', () => {
        lifelines.delete(socket);
        // By then the inspector has seen that its client is gone too, and does not wait for it.
        setTimeout(() => {
          if (lifelines.size > 0 || globalThis[${STATE}] !== lifelines) return;
          delete globalThis[${STATE}];
          inspector.close();
        }, ${CLOSE_AFTER_MS}).unref();
      });
      socket.resume();
      socket.unref();
      return true;
    })()\n//# sourceURL=${OWN_SCRIPT_URL}`;
  }

  /** Lets go: the processes close their inspectors about {@link CLOSE_AFTER_MS} later. Close connections to them before. */
  dispose(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** From the end of the last lifeline to the closing of the inspector. */
export const CLOSE_AFTER_MS = 100;

/** Whether the open inspector is one that Hotlap opened, then or now; its value is a boolean. */
export const OPENED_BY_US = `globalThis[${STATE}] !== undefined\n//# sourceURL=${OWN_SCRIPT_URL}`;
