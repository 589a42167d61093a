import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Place } from '../../base/errors.ts';

/** Why a file cannot be taken, in one sentence, and what to do. */
export interface FileFault {
  readonly message: string;
  readonly hint: string;
  /** Absolute, links followed: where the file lies, whose only fault is to lie outside and not to be allowed. */
  readonly outside?: string;
}

/** {@link FileFault}, thrown. */
export class Fault extends Error implements FileFault {
  readonly hint: string;
  declare readonly outside?: string;

  constructor(message: string, hint: string, outside?: string) {
    super(message);
    this.hint = hint;
    if (outside !== undefined) this.outside = outside;
  }

  get fault(): FileFault {
    const { message, hint, outside } = this;
    return outside === undefined ? { message, hint } : { message, hint, outside };
  }
}

/** What may be read outside of the folder that files must lie in. */
export interface OutsideFiles {
  /** Absolute, links followed. */
  readonly allowed: readonly string[];
  /**
   * What is said of all others: that the run asks for them (a warning, and there is no plan); that a flag of the
   * command line would allow them; or that nobody is asked in a workspace that is not trusted.
   */
  readonly others: 'asked' | 'flag' | 'untrusted';
}

/** A file outside of the folder that files must lie in, of which the user has not said that it may be read. */
export interface OutsideFile {
  /** Absolute, links followed. */
  readonly path: string;
  /** What asks for it, in the scenario file. */
  readonly place: Place;
}

/** From which files a scenario file may read. */
export interface FileRoom {
  /** The absolute path of the scenario file. */
  readonly scenario: string;
  /** What files must lie in; null for the repository of the scenario file, or its folder. */
  readonly root: string | null;
  /** null where none may be read outside, whatever anyone says. */
  readonly outside: OutsideFiles | null;
}

/** A file that there is. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
}

/** Finds a file that may be read, whatever is in it. @param file as the scenario names it */
export function findFile(file: string, room: FileRoom): FoundFile | FileFault {
  try {
    const path = locateFile(file, room);
    const { size, isFile } = lookAtFile(path, file);
    if (!isFile) throw new Fault(`${file} is no file`, 'Name one that is.');
    accessSync(path, constants.R_OK);
    return { path, sizeBytes: size };
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.fault;
    return { message: `${file} cannot be read`, hint: 'Look at its permissions.' };
  }
}

/**
 * The path of a file that really lies in the room, links followed, or outside of it and is allowed. Nothing is
 * read of it. @throws Fault
 */
export function locateFile(file: string, { scenario, root, outside }: FileRoom): string {
  const wanted = resolve(dirname(scenario), file);
  const folder = root ?? repositoryOf(dirname(scenario));
  const isMeantWithin = isWithin(wanted, resolve(folder));
  // Not even looked for, where nobody is asked: it may lie on another machine, which would be told who looks.
  if (!isMeantWithin && (outside === null || outside.others === 'untrusted')) {
    throw outsideFault(file, wanted, folder, outside);
  }
  const path = realPath(wanted);
  if (path === null) {
    // Whether it exists elsewhere is nobody's business but that of who may allow it by a click.
    if (!isMeantWithin && outside?.others === 'flag') throw outsideFault(file, wanted, folder, outside);
    throw new Fault(
      `there is no file ${file}`,
      "Look at the path; it is taken from the scenario file's folder.",
    );
  }
  if (isWithin(path, realPath(folder) ?? folder)) return path;
  if (outside !== null && outside.others !== 'untrusted' && outside.allowed.includes(path)) return path;
  throw outsideFault(file, path, folder, outside);
}

function outsideFault(file: string, path: string, folder: string, outside: OutsideFiles | null): Fault {
  const message = `${file} lies outside the folder ${folder}`;
  switch (outside?.others) {
    case 'asked':
      return new Fault(message, `It is ${path}. A run asks before it reads it.`, path);
    case 'flag':
      return new Fault(
        message,
        `If it may be read, say so: --allow-file ${forShell(path)}; or copy it into that folder.`,
        path,
      );
    case 'untrusted':
      return new Fault(
        message,
        'It is not read in a workspace that is not trusted. Copy it into that folder.',
        path,
      );
    default:
      return new Fault(message, 'Copy it into that folder.');
  }
}

/** A path as it may be pasted into a command line. */
function forShell(path: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(path)) return path;
  return sep === '\\' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function repositoryOf(own: string): string {
  for (let folder = own; ; folder = dirname(folder)) {
    if (realPath(join(folder, '.git')) !== null) return folder;
    if (dirname(folder) === folder) return own;
  }
}

/** @throws Fault */
export function lookAtFile(path: string, file: string): { mtimeMs: number; size: number; isFile: boolean } {
  try {
    const found = statSync(path);
    return { mtimeMs: found.mtimeMs, size: found.size, isFile: found.isFile() };
  } catch {
    throw new Fault(`${file} cannot be read`, 'Look at its permissions.');
  }
}
