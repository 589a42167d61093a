import { join } from 'node:path';
import { calmCompiler } from '../base/calmCompiler.ts';
import { forkEngine } from '../runner/engineFork.ts';
import { keepCompiledCode } from './compileCache.ts';
import { wantsEngine } from './earlyEngine.ts';
import { nodeVersionProblem } from './nodeVersion.ts';

/**
 * The command line's entry, bundled to dist/cli.cjs: as little as can be, so that the engine's process is on its way
 * before the rest, dist/command.cjs, is loaded.
 */
async function main(): Promise<void> {
  const old = nodeVersionProblem(process.version);
  if (old !== null) {
    process.stderr.write(`hotlap: ${old}\n`);
    process.exit(104);
  }
  const args = process.argv.slice(2);
  const compileCache = keepCompiledCode();
  const engine = { engineFile: join(import.meta.dirname, 'engine.cjs'), compileCache };
  const forked = wantsEngine(args) ? forkEngine(engine) : null;
  // The engine may have to share its core with what follows it.
  if (forked !== null) calmCompiler();
  // Only now: what the rest is made of may not even load on an old Node.
  const { command } = await import('./command.ts');
  await command(args, { ...engine, forked });
}

void main();
