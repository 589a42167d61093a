import { isAbsolute } from 'node:path';
import {
  decodedMappings,
  GREATEST_LOWER_BOUND,
  LEAST_UPPER_BOUND,
  originalPositionFor,
  type TraceMap,
} from '@jridgewell/trace-mapping';
import { lastLineOfFunction } from './functionExtent.ts';
import type { FramePlace } from './hotspots.ts';
import { type LoadedMap, loadMap, readLines, type Script, toPath } from './mapFile.ts';
import type { ProfileFrame } from './model.ts';

/** A generated line that stands for more original lines than this (a bundle on one line) tells nothing. */
const WIDEST_LINE = 3;

/**
 * Original places of one process's frames. A map that is missing, broken or leads to no file leaves the
 * generated place.
 */
export class SourceMaps {
  readonly #scripts = new Map<string, Script>();
  /** By script URL. */
  readonly #maps = new Map<string, Promise<LoadedMap | null>>();
  readonly #loaded = new Map<string, LoadedMap | null>();
  /** The lines of the files that places are in; null where they cannot be read. */
  readonly #sources = new Map<string, readonly string[] | null>();
  readonly #places = new Map<string, FramePlace>();

  /** Where the inspector has told of a script, its file on disk need not be what was run. */
  addScript(script: Script): void {
    this.#scripts.set(script.id, script);
  }

  /** Reads the maps and the sources of these frames, each once. Call before {@link place}. */
  async load(frames: readonly ProfileFrame[]): Promise<void> {
    const loads = new Map<string, Promise<LoadedMap | null>>();
    for (const { url, scriptId } of frames) {
      if (!url.startsWith('file:') || this.#loaded.has(url)) continue;
      const load = this.#maps.get(url) ?? loadMap(url, this.#scripts.get(scriptId));
      this.#maps.set(url, load);
      loads.set(url, load);
    }
    for (const [url, load] of loads) this.#loaded.set(url, await load);
    for (const frame of frames) await this.#readSource(this.place(frame).file);
  }

  /** The original place of a frame; of the generated one where its map is not loaded. */
  place(frame: ProfileFrame): FramePlace {
    const key = `${frame.url}\n${frame.line}:${frame.column}\n${frame.function}`;
    const known = this.#places.get(key);
    if (known) return known;
    const place = this.#within(this.#locate(frame), frame);
    this.#places.set(key, place);
    return place;
  }

  async #readSource(file: string): Promise<void> {
    if (!isAbsolute(file) || this.#sources.has(file)) return;
    this.#sources.set(file, null);
    this.#sources.set(file, await readLines(file));
  }

  /** Keeps to the lines that can be of this function. */
  #within(place: FramePlace, frame: ProfileFrame): FramePlace {
    // The module's own code is a function that is the file.
    const isModule = frame.line <= 0 && frame.column <= 0;
    let lastLine: number | null = null;
    return {
      ...place,
      originalLine: (generatedLine) => {
        const line = place.originalLine(generatedLine);
        const lines = this.#sources.get(place.file);
        if (line === null || !lines) return line;
        lastLine ??= isModule ? lines.length : lastLineOfFunction(lines, place.line);
        return line >= place.line && line <= lastLine ? line : null;
      },
    };
  }

  #locate(frame: ProfileFrame): FramePlace {
    const name = frame.function || '(anonymous)';
    if (frame.url.startsWith('node:')) {
      return { ...generatedPlace(frame, name, frame.url, false), originalLine: () => null };
    }
    const file = toPath(frame.url);
    if (file === null) {
      return { function: name, file: '', line: 0, column: 0, own: false, originalLine: () => null };
    }
    const loaded = this.#loaded.get(frame.url);
    const mapped = loaded ? mappedPlace(frame, name, loaded) : null;
    return mapped ?? generatedPlace(frame, name, file, isOwn(file));
  }
}

/** Neither a dependency nor Yarn's store of them. */
function isOwn(file: string): boolean {
  return !/[\\/](node_modules|\.yarn|\.pnp\.cjs)([\\/]|$)/.test(file);
}

function generatedPlace(frame: ProfileFrame, name: string, file: string, own: boolean): FramePlace {
  return {
    function: name,
    file,
    line: Math.max(1, frame.line + 1),
    column: Math.max(1, frame.column + 1),
    own,
    originalLine: (line) => (line > 0 ? line : null),
  };
}

function mappedPlace(frame: ProfileFrame, name: string, { map, files }: LoadedMap): FramePlace | null {
  const needle = { line: frame.line + 1, column: Math.max(0, frame.column) };
  if (needle.line < 1) return null;
  const before = originalPositionFor(map, { ...needle, bias: GREATEST_LOWER_BOUND });
  const found =
    before.source === null ? originalPositionFor(map, { ...needle, bias: LEAST_UPPER_BOUND }) : before;
  const file = files.get(found.source ?? '');
  const source = found.source;
  if (source === null || file === undefined) return null;
  return {
    // A minified name is worth less than the map's; an anonymous function stays so.
    function: frame.function !== '' && found.name !== null ? found.name : name,
    file,
    line: found.line,
    column: found.column + 1,
    own: isOwn(file),
    originalLine: (line) => originalLine(map, source, line),
  };
}

function originalLine(map: TraceMap, source: string, generatedLine: number): number | null {
  const segments = decodedMappings(map)[generatedLine - 1] ?? [];
  const lines = new Set<number>();
  for (const segment of segments) {
    if (segment.length === 1 || map.resolvedSources[segment[1]] !== source) continue;
    lines.add(segment[2] + 1);
  }
  const [first] = lines;
  return first === undefined || lines.size > WIDEST_LINE ? null : first;
}
