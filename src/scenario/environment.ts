import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'dotenv';

/**
 * The variables that a scenario file sees: those given for this run (`-e`) before those of the process before
 * those of a `.env` beside the file. A `.env` that is not there, or cannot be read, has none.
 */
export function readEnvironment(
  file: string,
  processEnv: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = readDotenv(join(dirname(file), '.env'));
  for (const [name, value] of Object.entries(processEnv)) if (value !== undefined) environment[name] = value;
  return { ...environment, ...overrides };
}

function readDotenv(file: string): Record<string, string> {
  try {
    return { ...parse(readFileSync(file, 'utf8')) };
  } catch {
    return {};
  }
}
