import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { HotlapError } from '../base/errors.ts';
import type { Event } from '../base/event.ts';
import { shortCommand, unavailable } from './classify.ts';
import { InspectorConnection } from './inspector.ts';
import type { InspectorPorts } from './inspectorPort.ts';
import { type Lifeline, OPENED_BY_US } from './lifeline.ts';
import { buildModel, type ProfileModel, type RawProfile } from './model.ts';
import { OWN_SCRIPT_URL } from './ownScript.ts';
import type { ProcessFacts } from './processTable.ts';
import { SourceMaps } from './sourceMaps.ts';
import { ProfileWindows } from './windows.ts';

const whoSchema = z.object({ pid: z.int(), version: z.string(), transpiles: z.boolean() });

/** A process that transpiles as it loads (tsx, ts-node, swc …) runs what is in no file. */
const WHO = `(() => {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(' ')];
  const preloads = options.some((one) => /^(-r|--(require|import|loader|experimental-(loader|transform-types)))\\b/.test(one));
  const typed = /\\.([cm]?ts|tsx|jsx)$/.test(process.argv[1] ?? '') && !process.features.typescript;
  return { pid: process.pid, version: process.version, transpiles: preloads || typed };
})()\n//# sourceURL=${OWN_SCRIPT_URL}`;

const TRANSPILERS = /[\\/](tsx|ts-node|ts-node-dev|babel-node|swc-node|esbuild-register)\b/;

const scriptSchema = z.object({
  scriptId: z.string(),
  url: z.string(),
  sourceMapURL: z.string().default(''),
});

export interface AttachOptions {
  readonly ports: InspectorPorts;
  readonly lifeline: Lifeline;
  readonly clock: Clock;
  /** Never asked whether it is an inspector. */
  readonly apiPort: number;
}

/** One Node process under the profiler: its inspector, its windows, its source maps. */
export class NodeProcess implements Disposable {
  readonly facts: ProcessFacts;
  /** Such as `v24.21.0`. */
  readonly version: string;
  readonly maps: SourceMaps;
  /** The connection has ended: by the process, by somebody else, or by {@link dispose}. */
  readonly onClose: Event<void>;
  readonly #connection: InspectorConnection;
  readonly #windows: ProfileWindows;
  /** The WebSocket of an inspector that is to be closed at the end; null where the user opened it. */
  readonly #ownUrl: string | null;
  #toldUntilUs = 0;

  private constructor(parts: {
    facts: ProcessFacts;
    version: string;
    maps: SourceMaps;
    connection: InspectorConnection;
    windows: ProfileWindows;
    ownUrl: string | null;
  }) {
    this.facts = parts.facts;
    this.version = parts.version;
    this.maps = parts.maps;
    this.#connection = parts.connection;
    this.#windows = parts.windows;
    this.#ownUrl = parts.ownUrl;
    this.onClose = parts.connection.onClose;
  }

  /** Attaches and opens the first window. @throws HotlapError `profile-unavailable` */
  static async attach(facts: ProcessFacts, options: AttachOptions): Promise<NodeProcess> {
    const { connection, ownUrl } = await openConnection(facts, options);
    try {
      const who = whoSchema.parse(await connection.evaluate(WHO));
      if (who.pid !== facts.pid) throw new HotlapError(wrongProcess(facts, who.pid));
      connection.onEvent(({ method }) => {
        // A process that wants to exit waits for its inspector's clients: do not keep it.
        if (method === 'NodeRuntime.waitingForDisconnect') connection.dispose();
      });
      await connection.request('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
      const maps = new SourceMaps();
      const transpiles = who.transpiles || facts.args.some((arg) => TRANSPILERS.test(arg));
      if (transpiles) await readScripts(connection, maps);
      const windows = await ProfileWindows.open(connection);
      return new NodeProcess({ facts, version: who.version, maps, connection, windows, ownUrl });
    } catch (error) {
      connection.dispose();
      throw error;
    }
  }

  /** Closes the window so far and opens the next. @returns what it adds to the windows before */
  async rotate(): Promise<ProfileModel> {
    return this.#model(await this.#windows.rotate());
  }

  /** Closes the last window. */
  async finish(): Promise<ProfileModel> {
    return this.#model(await this.#windows.finish());
  }

  /** Whether the connection has ended. */
  get closed(): boolean {
    return !this.#connection.open;
  }

  /** Ends the connection, at once; the profile ends with it. The lifeline closes the inspector. */
  dispose(): void {
    this.#connection.dispose();
  }

  /** After the lifeline was let go of: waits until the inspector is closed, where it was not open before. */
  async inspectorClosed(ports: InspectorPorts): Promise<void> {
    if (this.#ownUrl !== null) await ports.closed(this.#ownUrl);
  }

  async #model(raw: RawProfile): Promise<ProfileModel> {
    const model = buildModel(raw, this.#toldUntilUs === 0 ? raw.startTime : this.#toldUntilUs);
    this.#toldUntilUs = model.endUs;
    await this.maps.load(model.nodes.map((node) => node.frame));
    return model;
  }
}

/** An inspector that is open already is used; else it is opened, tied to our life, and moved off Node's default port. */
async function openConnection(
  facts: ProcessFacts,
  { ports, lifeline, clock, apiPort }: AttachOptions,
): Promise<{ connection: InspectorConnection; ownUrl: string | null }> {
  const present = await ports.find(facts.pid, apiPort);
  if (present !== null) {
    const connection = await InspectorConnection.connect(present, clock);
    const ours = (await connection.evaluate(OPENED_BY_US)) === true;
    if (ours) await connection.evaluate(lifeline.expression);
    return { connection, ownUrl: ours ? present : null };
  }
  const url = await ports.open(facts, apiPort, async (opened) => {
    const connection = await InspectorConnection.connect(opened, clock);
    await connection.evaluate(lifeline.expression).finally(() => connection.dispose());
  });
  return { connection: await InspectorConnection.connect(url, clock), ownUrl: url };
}

/**
 * Asks for all scripts and their source maps, once: a debugger that stays enabled would cost the API. It
 * stalls a large one for a second, so only where the files on disk do not tell.
 */
async function readScripts(connection: InspectorConnection, maps: SourceMaps): Promise<void> {
  const listening = connection.onEvent(({ method, params }) => {
    if (method !== 'Debugger.scriptParsed') return;
    const script = scriptSchema.safeParse(params).data;
    if (script) maps.addScript({ id: script.scriptId, url: script.url, sourceMapUrl: script.sourceMapURL });
  });
  try {
    await connection.request('Debugger.enable');
    await connection.request('Debugger.disable');
  } finally {
    listening.dispose();
  }
}

function wrongProcess(facts: ProcessFacts, pid: number) {
  return unavailable(
    `the inspector of process ${facts.pid} (${shortCommand(facts)}) turned out to be that of process ${pid}`,
    'run again',
  );
}
