import { get } from 'node:http';
import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import { HotlapError } from '../base/errors.ts';
import { isAnothersProcess, isNode, reasonNotToSignal, shortCommand, unavailable } from './classify.ts';
import { InspectorConnection } from './inspector.ts';
import { builtin, CLOSE_AFTER_MS } from './lifeline.ts';
import { OWN_SCRIPT_URL } from './ownScript.ts';
import { listenerFor, type ProcessFacts, type ProcessTable } from './processTable.ts';

const DEFAULT_PORT = 9229;
const PROBE_MS = 1000;
const OPENING_MS = 5000;
const POLL_MS = 20;

const listSchema = z
  .array(z.object({ type: z.literal('node'), webSocketDebuggerUrl: z.string().startsWith('ws://') }))
  .min(1);

/** The WebSocket of the inspector that a port answers with, or null where it is no inspector. */
export function inspectorAt(address: string, port: number): Promise<string | null> {
  const host = address === '0.0.0.0' || address === '*' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return new Promise((resolve) => {
    // No keep-alive: nothing of ours may linger at an inspector that is to be closed.
    const request = get({ host, port, path: '/json/list', agent: false, timeout: PROBE_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > 100_000) request.destroy();
      });
      response.on('end', () => resolve(webSocketUrl(text)));
      response.on('close', () => resolve(null));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
  });
}

function webSocketUrl(text: string): string | null {
  try {
    return listSchema.parse(JSON.parse(text))[0]?.webSocketDebuggerUrl ?? null;
  } catch {
    return null;
  }
}

/** Opens, finds and moves the inspectors of Node processes. */
export class InspectorPorts {
  readonly #table: ProcessTable;
  readonly #clock: Clock;

  constructor(table: ProcessTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** The inspector that a process has open, or null. The port of the API itself is not asked. */
  async find(pid: number, apiPort: number): Promise<string | null> {
    const asked = (await this.#table.listenersOf(pid)).filter((one) => one.port !== apiPort);
    const urls = await Promise.all(asked.map(({ address, port }) => inspectorAt(address, port)));
    return urls.find((url) => url !== null) ?? null;
  }

  /**
   * Has a Node process open its inspector, by SIGUSR1, and moves it off Node's default port. Where another
   * Node holds that port, its inspector steps aside for as long as this takes.
   * @param hold is called as soon as the inspector is open, with its WebSocket
   * @returns the WebSocket it has in the end @throws HotlapError `profile-unavailable`
   */
  async open(facts: ProcessFacts, apiPort: number, hold: (url: string) => Promise<void>): Promise<string> {
    const reason = reasonNotToSignal(facts);
    if (reason) throw new HotlapError(reason);
    const holder = await this.#holderOfDefaultPort(facts);
    if (holder !== null) await this.move(holder, 0, apiPort);
    try {
      signal(facts.pid);
      const opened = await this.#until(() => this.find(facts.pid, apiPort));
      if (opened === null) throw new HotlapError(unopened(facts));
      await hold(opened);
      return await this.move(facts.pid, 0, apiPort);
    } finally {
      // Where that fails its inspector stays on the other port: no reason to fail the profile.
      if (holder !== null) await this.move(holder, DEFAULT_PORT, apiPort).catch(() => null);
    }
  }

  /**
   * Moves the inspector of a process to another port, 0 for any that is free, so that Node's default port is
   * left to whoever wants it. @returns its new WebSocket
   */
  async move(pid: number, port: number, apiPort: number): Promise<string> {
    const before = await this.find(pid, apiPort);
    if (before === null) throw new HotlapError(unmoved(pid));
    const connection = await InspectorConnection.connect(before, this.#clock);
    try {
      // Later, when our own connection is gone: closing waits for those that are there.
      await connection.evaluate(`void setTimeout((inspector) => {
        inspector.close();
        inspector.open(${port}, '127.0.0.1');
      }, ${CLOSE_AFTER_MS / 2}, ${builtin('inspector')})\n//# sourceURL=${OWN_SCRIPT_URL}`);
    } finally {
      connection.dispose();
    }
    const after = await this.#until(async () => {
      const url = await this.find(pid, apiPort);
      return url === before ? null : url;
    });
    if (after === null) throw new HotlapError(unmoved(pid));
    return after;
  }

  /** Waits until the inspector at `url` no longer answers, for a few seconds at most. */
  async closed(url: string): Promise<boolean> {
    const { hostname, port } = new URL(url);
    const gone = await this.#until(async () => {
      const found = await inspectorAt(hostname.replace(/^\[|\]$/g, ''), Number(port));
      return found === url ? null : true;
    });
    return gone ?? false;
  }

  /** @returns the pid of another Node that can step aside, or null where the port is free */
  async #holderOfDefaultPort(facts: ProcessFacts): Promise<number | null> {
    if (facts.args.some((arg) => /^--(inspect|debug)-port\b/.test(arg))) return null;
    const listener = listenerFor(await this.#table.listeners(DEFAULT_PORT), ['127.0.0.1'], DEFAULT_PORT);
    if (listener === null || listener.pids.includes(facts.pid)) return null;
    const pid = listener.pids[0];
    const holder = pid === undefined ? null : await this.#table.facts(pid);
    const movable =
      holder !== null &&
      isNode(holder) &&
      !isAnothersProcess(holder.uid, process.getuid?.() ?? null) &&
      (await this.#table.connected(DEFAULT_PORT)) === false;
    if (movable) return holder.pid;
    const who = holder ? `process ${holder.pid} (${shortCommand(holder)})` : 'another process';
    throw new HotlapError(
      unavailable(
        `port ${DEFAULT_PORT}, where Node opens its inspector, is taken by ${who}`,
        'end its debugging session, or start the API with `node --inspect=0`',
      ),
    );
  }

  async #until<T>(look: () => Promise<T | null>): Promise<T | null> {
    const endMs = this.#clock.nowMs() + OPENING_MS;
    while (this.#clock.nowMs() < endMs) {
      const found = await look();
      if (found !== null) return found;
      await new Promise<void>((resolve) => this.#clock.after(POLL_MS, resolve));
    }
    return null;
  }
}

function unopened(facts: ProcessFacts) {
  return unavailable(
    `process ${facts.pid} (${shortCommand(facts)}) did not open its inspector in ${OPENING_MS / 1000} s`,
    'start it with `node --inspect` and run again',
  );
}

function unmoved(pid: number) {
  return unavailable(
    `the inspector of process ${pid} could not be moved to another port`,
    'start the API with `node --inspect=0` and run again',
  );
}

/** SIGUSR1 where there are signals; on Windows what Node has in their place, which only Node answers to. */
function signal(pid: number): void {
  if (process.platform !== 'win32') {
    process.kill(pid, 'SIGUSR1');
    return;
  }
  const { _debugProcess: debugProcess } = process as { _debugProcess?: (pid: number) => void };
  debugProcess?.(pid);
}
