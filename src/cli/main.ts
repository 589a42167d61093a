import { fileURLToPath } from 'node:url';
import { nodeVersionProblem } from './nodeVersion.ts';

/** The command line's entry, bundled to dist/cli.js. */
async function main(): Promise<void> {
  const old = nodeVersionProblem(process.version);
  if (old !== null) {
    process.stderr.write(`hotlap: ${old}\n`);
    process.exit(104);
  }
  // Only now: what the rest is made of may not even load on an old Node.
  const { systemClock } = await import('../base/clock.ts');
  const { cli } = await import('./cli.ts');
  const { StreamOutput } = await import('./output.ts');
  const { exitCodeOfError } = await import('./exitCodes.ts');
  const stdout = new StreamOutput(process.stdout);
  const stderr = new StreamOutput(process.stderr);
  const fail = (thrown: unknown) => {
    stderr.write(`hotlap: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(exitCodeOfError('internal'));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const code = await cli(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    stdout,
    stderr,
    signals: process,
    clock: systemClock,
    version: process.env.HOTLAP_VERSION ?? '0.0.0',
    engineFile: fileURLToPath(new URL('engine.cjs', import.meta.url)),
  });
  await stdout.flush();
  await stderr.flush();
  process.exit(code);
}

void main();
