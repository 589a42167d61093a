import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for compiled code: the user's own, by each system's custom. Not the one for temporary files, where
 * others could put code for us to run.
 */
export function compileCacheFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const own = (name: string) => (env[name]?.startsWith('/') ? env[name] : undefined);
  const caches = {
    darwin: join(home, 'Library', 'Caches'),
    win32: env.LOCALAPPDATA || join(home, 'AppData', 'Local'),
  };
  const folder = platform === 'darwin' || platform === 'win32' ? caches[platform] : own('XDG_CACHE_HOME');
  return join(folder ?? join(home, '.cache'), 'hotlap', 'compiled');
}

/**
 * From now on Node keeps the compiled code of what it loads, and the next start takes a third of the time. Where the
 * folder cannot be written to, or the Node is too old to know of it (before 22.1), all is as without.
 * @returns the folder, for the processes that we start; null where it is not to be
 */
export function keepCompiledCode(): string | null {
  // @types/node has it always; Node 20 has not.
  const enable: typeof enableCompileCache | undefined = enableCompileCache;
  if (enable === undefined || process.env.NODE_DISABLE_COMPILE_CACHE === '1') return null;
  return enable(compileCacheFolder(process.platform, process.env, homedir())).directory ?? null;
}
