import { access, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TraceMap } from '@jridgewell/trace-mapping';

const LARGEST_FILE_BYTES = 64 << 20;
/** How far above a bundle its sources' common folder is looked for. */
const MOST_FOLDERS_UP = 6;

/** What the inspector tells of a script. */
export interface Script {
  readonly id: string;
  readonly url: string;
  /** `data:…`, a URL relative to the script's, or '' where it has no map. */
  readonly sourceMapUrl: string;
}

export interface LoadedMap {
  readonly map: TraceMap;
  /** By the map's own name for the source: its path on this disk; those that are not here are left out. */
  readonly files: ReadonlyMap<string, string>;
}

/** The path of a `file:` URL or of a plain path; null for all else. */
export function toPath(url: string): string | null {
  if (url.startsWith('/') || /^[A-Za-z]:[\\/]/.test(url)) return url;
  if (!url.startsWith('file:')) return null;
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

/**
 * Reads the source map of the script at `url` (`file:…`): the one the inspector names, or where it names
 * none because it has not told of the script, the one in the file's last comment.
 * @returns null where there is none, or it is missing, broken or too large
 */
export async function loadMap(url: string, script: Script | undefined): Promise<LoadedMap | null> {
  try {
    const mapUrl = script ? script.sourceMapUrl : trailingMapUrl(await readSmall(toPath(url) ?? ''));
    if (mapUrl === '') return null;
    const inline = mapUrl.startsWith('data:');
    const base = inline ? url : new URL(mapUrl, url).href;
    const text = inline ? decodeDataUrl(mapUrl) : await readSmall(toPath(base) ?? '');
    const map = new TraceMap(text, base);
    return { map, files: await findFiles(map.resolvedSources, url) };
  } catch {
    // A file that cannot be read or understood is as good as none: generated places are still true.
    return null;
  }
}

async function readSmall(file: string): Promise<string> {
  if ((await stat(file)).size > LARGEST_FILE_BYTES) throw new Error(`${file} is too large`);
  return readFile(file, 'utf8');
}

/** The lines of a source file, or null where it cannot be read. */
export async function readLines(file: string): Promise<string[] | null> {
  return readSmall(file).then(
    (text) => text.split('\n'),
    () => null,
  );
}

/** The URL of the last `//# sourceMappingURL=` comment, or ''. */
export function trailingMapUrl(code: string): string {
  const at = Math.max(code.lastIndexOf('//# sourceMappingURL='), code.lastIndexOf('//@ sourceMappingURL='));
  if (at < 0) return '';
  return /^\S+/.exec(code.slice(at + '//# sourceMappingURL='.length))?.[0] ?? '';
}

function decodeDataUrl(url: string): string {
  const comma = url.indexOf(',');
  const data = url.slice(comma + 1);
  return /;base64$/i.test(url.slice(0, comma))
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data);
}

async function findFiles(sources: readonly string[], scriptUrl: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  await Promise.all(
    sources.map(async (source) => {
      const file = await firstThatExists(candidates(source, toPath(scriptUrl) ?? ''));
      if (file !== null) files.set(source, file);
    }),
  );
  return files;
}

/** Bundlers write `webpack://name/./src/a.ts`: relative to a project folder that is somewhere above. */
function candidates(source: string, script: string): string[] {
  const path = toPath(source);
  if (path !== null) return [path];
  const relative = /^[a-z-]+:\/\/[^/]*\/(.+)$/.exec(source)?.[1]?.replace(/[?#].*$/, '');
  if (relative === undefined) return [];
  const folders: string[] = [];
  for (let at = dirname(script); folders.length < MOST_FOLDERS_UP && at !== dirname(at); at = dirname(at)) {
    folders.push(at);
  }
  return folders.map((folder) => join(folder, relative));
}

async function firstThatExists(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  return null;
}
