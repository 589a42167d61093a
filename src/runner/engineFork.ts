import { type ChildProcess, fork } from 'node:child_process';

/** How an engine process is started. */
export interface EngineForkOptions {
  /** The bundled engine, `dist/engine.cjs`. */
  readonly engineFile: string;
  /** The Node to run it with; by default the one that runs this (in the editor: Electron, as Node). */
  readonly execPath?: string;
  readonly execArgv?: readonly string[];
  /** Folder where Node may keep the engine's compiled code for the next start; by default it keeps none. */
  readonly compileCache?: string | null;
}

/** An engine process that has been started. What it says waits in its channel until somebody listens. */
export interface ForkedEngine {
  readonly child: ChildProcess;
  /** The end of what it wrote to stderr: it explains a crash. */
  stderr(): string;
}

const STDERR_TAIL_LENGTH = 4000;
/** What a request allocates is dead at its end: a larger space for the young only spreads over more memory as the run goes on. */
const YOUNG_SPACE_MB = 4;

/**
 * Starts an engine process. Nothing is imported here but what Node brings, so that the command line can start it
 * before it has loaded anything else.
 */
export function forkEngine({
  engineFile,
  execPath,
  execArgv,
  compileCache,
}: EngineForkOptions): ForkedEngine {
  const { NODE_OPTIONS: _debuggersAndLoaders, ...inherited } = process.env;
  // The secrets that a scenario needs come with its plan.
  const env = Object.fromEntries(
    Object.entries(inherited).filter(([name]) => !name.startsWith('HOTLAP_SECRET_')),
  );
  const child = fork(engineFile, [], {
    execPath: execPath ?? process.execPath,
    // Not the parent's: they may hold --inspect with a port that is taken.
    execArgv: [`--max-semi-space-size=${YOUNG_SPACE_MB}`, '--expose-gc', ...(execArgv ?? [])],
    env: {
      ...(compileCache ? { NODE_COMPILE_CACHE: compileCache } : {}),
      ...env,
      ELECTRON_RUN_AS_NODE: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
  // Who listens to its channel hears what matters; without a listener an error after its end would be thrown at everyone.
  child.on('error', () => undefined);
  let tail = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL_LENGTH);
  });
  return { child, stderr: () => tail.trim() };
}
