import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HotlapError } from '../base/errors.ts';
import { scenarioFromTemplate } from '../scenario/assist/templates.ts';
import type { NewOptions } from './args.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exitCodes.ts';

/**
 * `hotlap new`: writes a scenario file, never over another. @returns the exit code
 * @throws HotlapError `usage`
 */
export async function newCommand(
  { type, url, file }: NewOptions,
  { stdout, cwd }: CliContext,
): Promise<number> {
  const text = textOf(type, url);
  if (file === '-') {
    stdout.write(text);
    return EXIT.ok;
  }
  const path = resolve(cwd, file);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (thrown) {
    throw unwritten(file, thrown);
  }
  stdout.write(`wrote ${file}; now: hotlap run ${file}\n`);
  return EXIT.ok;
}

function textOf(type: string, url: string): string {
  try {
    return scenarioFromTemplate(type, url);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new HotlapError({ code: 'usage', message, hint: 'Write hotlap new TYPE URL.' });
  }
}

function unwritten(file: string, thrown: unknown): HotlapError {
  const exists = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST';
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new HotlapError(
    {
      code: 'usage',
      message: exists ? `${file} exists already` : `cannot write ${file}: ${why}`,
      hint: 'Write it elsewhere with -o FILE, or to stdout with -o -.',
    },
    { cause: thrown },
  );
}
