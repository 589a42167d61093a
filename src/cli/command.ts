import * as z from 'zod';
import { systemClock } from '../base/clock.ts';
import type { EngineRunnerOptions } from '../runner/engineRunner.ts';
import { cli } from './cli.ts';
import { exitCodeOfError } from './exitCodes.ts';
import { StreamOutput } from './output.ts';

/** Carries out a command line in this process, and ends it with the command's exit code. */
export async function command(args: readonly string[], engine: EngineRunnerOptions): Promise<never> {
  // It would compile each schema before its first use, of which a run sees few.
  z.config({ jitless: true });
  const stdout = new StreamOutput(process.stdout);
  const stderr = new StreamOutput(process.stderr);
  const fail = (thrown: unknown) => {
    stderr.write(`hotlap: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(exitCodeOfError('internal'));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const code = await cli(args, {
    env: process.env,
    cwd: process.cwd(),
    stdout,
    stderr,
    signals: process,
    clock: systemClock,
    version: process.env.HOTLAP_VERSION ?? '0.0.0',
    engine,
  });
  await stdout.flush();
  await stderr.flush();
  process.exit(code);
}
