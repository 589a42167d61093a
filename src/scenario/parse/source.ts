import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Path, TextRange } from '../problem.ts';
import { UNQUOTED, unquotedExpression } from './unquotedExpression.ts';
import {
  composeDocument,
  DEEPEST,
  Excess,
  FEWER_ALIASES,
  LESS_DATA,
  TOO_DEEP,
  UNNEST,
} from './yamlDocument.ts';

/** Where it begins in the text and where it has ended, in UTF-16 units from 0. */
export type Offsets = readonly [start: number, end: number];

/** A value of the file and where it stands. */
export interface Located {
  readonly value: unknown;
  readonly offsets: Offsets;
  /** Of a map, with what merge keys brought in. */
  readonly entries?: ReadonlyMap<string, Entry>;
  /** Of a sequence. */
  readonly items?: readonly Located[];
  /** How many values it is, those behind aliases counted each time. */
  readonly size: number;
}

export interface Entry {
  readonly keyOffsets: Offsets;
  readonly node: Located;
}

export interface SourceProblem {
  readonly offsets: Offsets;
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
  readonly severity: 'error' | 'warning';
}

/** The text as data with places. `root` is null where nothing could be read. */
export interface Source {
  readonly root: Located | null;
  readonly problems: readonly SourceProblem[];
  range(offsets: Offsets): TextRange;
}

/** How long a text is read at all, in UTF-16 units. */
export const MOST_CHARACTERS = 4_000_000;
const MOST_ALIASED = 100_000;

/** Reads YAML 1.2 with merge keys; JSON is YAML too. Never throws, and its time grows with the text alone. */
export function readSource(text: string): Source {
  const lines = new LineCounter();
  const range = (offsets: Offsets): TextRange => {
    if (lines.lineStarts.length === 0) return { line: 1, column: 1, endLine: 1, endColumn: 1 };
    const start = lines.linePos(offsets[0]);
    const end = lines.linePos(Math.max(offsets[0], offsets[1]));
    return { line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
  };
  if (text.length > MOST_CHARACTERS) {
    const message = `the file is larger than ${MOST_CHARACTERS / 1e6} MB, the most that a scenario file may have`;
    return { root: null, problems: [fault([0, 0], [], message, LESS_DATA)], range };
  }
  const document = compose(text, lines);
  if (document instanceof Excess) {
    const { offset, message, hint } = document;
    return { root: null, problems: [fault([offset, offset + 1], [], message, hint)], range };
  }
  const problems = syntaxFaults(document, text);
  for (const warning of document.warnings) problems.push(syntaxFault(warning, text));
  const reader = new Reader(problems);
  const root = document.contents === null ? null : reader.read(document.contents, [], 0);
  return { root: reader.exhausted ? null : root, problems, range };
}

function fault(offsets: Offsets, path: Path, message: string, hint: string): SourceProblem {
  return { offsets, path, message, hint, severity: 'error' };
}

function compose(text: string, lines: LineCounter): Document.Parsed | Excess {
  try {
    return composeDocument(text, lines) ?? new Excess(0, 'the file is empty', 'Begin it with target:.');
  } catch (thrown) {
    if (thrown instanceof Excess) return thrown;
    throw thrown;
  }
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_INDENT: 'Indent it to the same column as its neighbours.',
  MULTIPLE_DOCS: 'Remove the line ---, or put the rest into a file of its own.',
  RESOURCE_EXHAUSTION: UNNEST,
  BAD_ALIAS: 'Quote a text that begins with & or *.',
  MISSING_CHAR: 'Write key: value, close what is open, and quote what is meant as text.',
  TAG_RESOLVE_FAILED: 'Remove the tag that begins with !.',
};

/** What the library says, or the one mistake that it has many words for. */
function syntaxFaults({ errors }: Document.Parsed, text: string): SourceProblem[] {
  const faults = errors.slice(0, 200).map((error) => syntaxFault(error, text));
  const unquoted = faults.length === 0 ? undefined : unquotedExpression(text);
  if (unquoted === undefined) return faults;
  const { offsets, hint } = unquoted;
  return [...faults.filter((one) => one.offsets[0] < offsets[0]), fault(offsets, [], UNQUOTED, hint)];
}

function syntaxFault(
  error: { code: string; message: string; pos: readonly [number, number] },
  text: string,
): SourceProblem {
  const first = error.message.split('\n')[0] ?? '';
  const message = first.replace(/ at line \d+, column \d+:?$/, '').replace(/[.:]$/, '');
  const isOpen = /end with an? [\]}]/.test(first);
  const hint = isOpen
    ? 'Close the bracket.'
    : (SYNTAX_HINTS[error.code] ?? 'Quote texts that hold : # { } [ ] , & * ! | > % @ or quotes.');
  const start = Math.min(error.pos[0], text.length);
  return fault([start, Math.max(start, Math.min(error.pos[1], text.length))], [], message, hint);
}

/** Turns the library's nodes into {@link Located} values, in one pass in the order of the text. */
class Reader {
  readonly #anchors = new Map<string, Located>();
  readonly #problems: SourceProblem[];
  #aliased = 0;

  constructor(problems: SourceProblem[]) {
    this.#problems = problems;
  }

  get exhausted(): boolean {
    return this.#aliased > MOST_ALIASED;
  }

  read(node: Node, path: Path, depth: number): Located {
    const [start, end] = node.range ?? [0, 0];
    const offsets: Offsets = [start, end];
    if (depth > DEEPEST) {
      if (depth === DEEPEST + 1) this.#report(offsets, path, TOO_DEEP, UNNEST);
      return empty(offsets);
    }
    if (isAlias(node)) return this.#alias(node.source, offsets, path);
    const located = this.#plain(node, offsets, path, depth);
    if ('anchor' in node && node.anchor) this.#anchors.set(node.anchor, located);
    return located;
  }

  #plain(node: Node, offsets: Offsets, path: Path, depth: number): Located {
    if (isMap(node)) return this.#map(node, offsets, path, depth);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.read(item as Node, [...path, index], depth + 1));
      const size = items.reduce((sum, item) => sum + item.size, 1);
      return { value: items.map((item) => item.value), offsets, items, size };
    }
    if (!isScalar(node)) return empty(offsets);
    const { value } = node;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#report(offsets, path, `${node.source ?? value} is no number that can be used here`, 'Quote it.');
    } else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.#report(offsets, path, `${node.source} is too large to be kept to the last digit`, 'Quote it.');
    }
    return { value, offsets, size: 1 };
  }

  #map(node: YAMLMap, offsets: Offsets, path: Path, depth: number): Located {
    const entries = new Map<string, Entry>();
    const merged: Located[] = [];
    let size = 1;
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const keyRange = pair.key?.range ?? [offsets[0], offsets[0]];
      const keyOffsets: Offsets = [keyRange[0], keyRange[1]];
      const key = this.#key(pair.key, keyOffsets, path);
      if (key === null) continue;
      const value = pair.value;
      const located = value
        ? this.read(value, [...path, key], depth + 1)
        : empty([keyOffsets[1], keyOffsets[1]]);
      size += located.size;
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        merged.push(...this.#mergeable(located, keyOffsets, path));
      } else if (entries.has(key)) {
        const message = `duplicate key "${key}": it is in this map already`;
        this.#report(keyOffsets, [...path, key], message, 'Keep one of the two.');
      } else entries.set(key, { keyOffsets, node: located });
    }
    for (const other of merged) {
      for (const [key, entry] of other.entries ?? []) if (!entries.has(key)) entries.set(key, entry);
    }
    return { value: toObject(entries), offsets, entries, size };
  }

  #key(node: Node | null, offsets: Offsets, path: Path): string | null {
    if (isScalar(node))
      return node.source !== undefined && typeof node.value !== 'string' ? node.source : String(node.value);
    this.#report(offsets, path, 'a key must be a plain text', 'Write key: value.');
    return null;
  }

  #mergeable(located: Located, offsets: Offsets, path: Path): readonly Located[] {
    const sources = located.items ?? [located];
    if (this.exhausted) return [];
    if (sources.every((source) => source.entries !== undefined)) return sources;
    this.#report(
      offsets,
      path,
      'a merge key takes a map, or a list of maps',
      'Write <<: *anchor, with an anchor on a map.',
    );
    return [];
  }

  #alias(name: string, offsets: Offsets, path: Path): Located {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const message = `there is no anchor &${name} above this alias`;
      this.#report(
        offsets,
        path,
        message,
        `Write &${name} before the value that is meant, or quote "*${name}".`,
      );
      return empty(offsets);
    }
    const before = this.#aliased;
    this.#aliased += target.size;
    if (before <= MOST_ALIASED && this.exhausted) {
      const message = `the aliases up to here stand for more than ${MOST_ALIASED} values`;
      this.#report(offsets, path, message, FEWER_ALIASES);
    }
    return this.exhausted ? empty(offsets) : { ...target, offsets };
  }

  #report(offsets: Offsets, path: Path, message: string, hint: string): void {
    this.#problems.push(fault(offsets, path, message, hint));
  }
}

function empty(offsets: Offsets): Located {
  return { value: null, offsets, size: 1 };
}

function toObject(entries: ReadonlyMap<string, Entry>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, { node }] of entries) {
    if (key !== '__proto__') object[key] = node.value;
    // Plain assignment would set the prototype and lose the key.
    else Object.defineProperty(object, key, { value: node.value, enumerable: true });
  }
  return object;
}
