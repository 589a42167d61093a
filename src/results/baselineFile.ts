import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HotlapError } from '../base/errors.ts';
import { writeFileAtomic } from './atomicFile.ts';
import { type Baseline, baselineSchema } from './baseline.ts';
import { runRecordSchema as recordSchema } from './record.ts';
import { readJson, versionOf } from './recordFile.ts';
import { describeIssues } from './schemaIssue.ts';

/** What a baseline is made by. */
export const MAKE_BASELINE =
  'hotlap run FILE --save-baseline, or in the editor by Hotlap: Set Last Run as Baseline';
const AGAIN = `restore the file, or make the baseline again: ${MAKE_BASELINE}`;

const NAME_LIMIT = 60;
/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Where the baseline of a scenario is kept: `<root>/.hotlap/baselines/<scenario>.json`. A name that is not a
 * plain lower-case file name is made one, with a few digits of its hash, so that no two names share a file.
 * @param scenario as {@link import('./baseline.ts').baselineScenario} gives it
 */
export function baselineFile(root: string, scenario: string): string {
  return join(root, '.hotlap', 'baselines', `${fileName(scenario)}.json`);
}

function fileName(scenario: string): string {
  const plain = scenario
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, NAME_LIMIT);
  if (plain !== '' && plain === scenario && !RESERVED.test(plain)) return plain;
  const hash = createHash('sha256').update(scenario).digest('hex').slice(0, 8);
  return plain === '' ? hash : `${plain}-${hash}`;
}

/** @returns null where there is none @throws HotlapError `record-unreadable` where what is there is no baseline */
export async function readBaseline(file: string): Promise<Baseline | null> {
  const exists = await stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
  if (!exists) return null;
  const value = await readJson(file, 'baseline', AGAIN);
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (recordSchema.safeParse(value).success) {
    const message = `${file} is the record of a run, not a baseline`;
    const hint = `give a file of .hotlap/baselines, as it is written by ${MAKE_BASELINE}`;
    throw new HotlapError({ code: 'record-unreadable', message, hint });
  }
  const version = versionOf(value);
  const newer = version !== null && version > 1;
  const message = newer
    ? `${file} was written by a newer Hotlap (baseline version ${version}, this one reads 1)`
    : `${file} is no baseline: ${describeIssues(parsed.error)}`;
  const hint = newer ? 'update Hotlap to read it' : AGAIN;
  throw new HotlapError({ code: 'record-unreadable', message, hint });
}

/** Writes atomically, one value a line, so that a review shows what moved. @throws HotlapError `record-unwritable` */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(baseline, null, 2)}\n`);
}
