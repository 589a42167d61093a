/** A listening TCP socket and the processes that hold it. */
export interface Listener {
  /** As text: `127.0.0.1`, `0.0.0.0`, `::1`, `::`. */
  readonly address: string;
  readonly port: number;
  /** Who may accept on it; empty where this user is not allowed to see, or it lies in another pid namespace. */
  readonly pids: readonly number[];
  /** Owner of the socket; null where the platform does not tell. */
  readonly uid: number | null;
}

/** What the operating system tells of a process. */
export interface ProcessFacts {
  readonly pid: number;
  /** Absolute path of the program, links resolved; null where it may not be read. */
  readonly program: string | null;
  readonly args: readonly string[];
  /** null where the platform does not tell. */
  readonly uid: number | null;
  /** Whether it sees another process tree or file tree than we do, as in a container. */
  readonly contained: boolean;
  /** Whether SIGUSR1 reaches a handler of its own (true) or would end it (false); null where not known. */
  readonly handlesSigusr1: boolean | null;
  /** Whether it was written in Go, by its program file; false where not known. */
  readonly go: boolean;
  /** Whether Node's cluster module started it as a worker. */
  readonly clusterWorker: boolean;
}

/** A port: what the profiler asks of the operating system. Nothing here sends anything to any process. */
export interface ProcessTable {
  /** Who listens on a local port, at whatever address. */
  listeners(port: number): Promise<Listener[]>;
  /** What a process listens on. */
  listenersOf(pid: number): Promise<Listener[]>;
  /** null where it no longer exists. */
  facts(pid: number): Promise<ProcessFacts | null>;
  children(pid: number): Promise<number[]>;
  /** Whether somebody is connected to the local `port`; null where the platform does not tell. */
  connected(port: number): Promise<boolean | null>;
}

const WILDCARDS = ['0.0.0.0', '::', '*'];

/** `::ffff:127.0.0.1` and `[::1]` as plain text. */
export function plainAddress(address: string): string {
  return address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
}

/** The listener that a connection to one of `addresses` reaches, in their order; the exact address before a wildcard. */
export function listenerFor(
  listeners: readonly Listener[],
  addresses: readonly string[],
  port: number,
): Listener | null {
  const onPort = listeners.filter((one) => one.port === port);
  for (const wanted of addresses.map(plainAddress)) {
    const exact = onPort.find((one) => plainAddress(one.address) === wanted);
    if (exact) return exact;
    const family = wanted.includes(':') ? ['::', '*'] : WILDCARDS;
    const any = onPort.find((one) => family.includes(plainAddress(one.address)));
    if (any) return any;
  }
  return null;
}
