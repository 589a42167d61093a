import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { HotlapError } from '../base/errors.ts';
import { describeIssues } from './schemaIssue.ts';

/** A kind of record, of which a file may hold one. */
interface RecordKind<T> {
  /** `run record`. */
  readonly what: string;
  /** What its version is called, and the latest that is known. */
  readonly version: { readonly name: string; readonly latest: number };
  readonly schema: z.ZodType<T>;
}

/** The name of a record's file: the names sort by time. */
export function recordFileName({
  startedAt,
  id,
}: {
  readonly startedAt: string;
  readonly id: string;
}): string {
  const time = startedAt.replace(/[^0-9TZ]/g, '').slice(0, 20);
  return `${time}-${id.replace(/[^A-Za-z0-9_-]/g, '_')}.json`;
}

/**
 * Reads a record and checks all of it.
 * @throws HotlapError `record-unreadable`: no such file, no such record, or one that a newer Hotlap wrote
 */
export async function readRecordFile<T>(file: string, { what, version, schema }: RecordKind<T>): Promise<T> {
  const value = await readJson(file, what);
  const written = versionOf(value);
  if (written !== null && written > version.latest) {
    const message = `${file} was written by a newer Hotlap (${version.name} version ${written}, this one reads ${version.latest})`;
    throw new HotlapError({ code: 'record-unreadable', message, hint: 'update Hotlap to read it' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const message = `${file} is no ${what}: ${describeIssues(parsed.error)}`;
  throw new HotlapError({ code: 'record-unreadable', message, hint: 'remove the file, or restore it' });
}

/** The version that a file says it has; null where it has none. */
export function versionOf(value: unknown): number | null {
  const version =
    value !== null && typeof value === 'object' && 'version' in value ? value.version : undefined;
  return typeof version === 'number' ? version : null;
}

/** @param hint what to do where it cannot be read @throws HotlapError `record-unreadable` */
export async function readJson(
  file: string,
  what: string,
  hint = 'check that the file is there, whole and readable',
): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not JSON' : cause instanceof Error ? cause.message : '';
    const message = `cannot read the ${what} ${file}: ${why}`;
    throw new HotlapError({ code: 'record-unreadable', message, hint }, { cause });
  }
}
