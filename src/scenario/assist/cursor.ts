import type { Path } from '../problem.ts';
import { FlowReader, type Frame } from './flowReader.ts';

/** Where the cursor stands in a file that may be half typed. */
export interface Cursor {
  /** Of the map or list whose entry is typed (`key`), or of the value that is typed (`value`). */
  readonly path: Path;
  readonly at: 'key' | 'value';
  /** What is typed so far of the key or value, up to the cursor. */
  readonly word: string;
  /** Within `{ }` or `[ ]`, where no line may be broken by indentation. */
  readonly inFlow: boolean;
  /** The word is the first after the dash of a list's item, or is an item by itself. */
  readonly inItem: boolean;
}

/** Finds the cursor by the indentation of the lines above it; null in comments and block texts. */
export function findCursor(text: string, line: number, column: number): Cursor | null {
  const lines = text.split(/\r?\n/).slice(0, line);
  const current = (lines.pop() ?? '').slice(0, column - 1);
  const scanner = new LineScanner();
  for (const one of lines) scanner.next(one);
  return scanner.cursor(current);
}

const QUOTED_KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*:(?=\s|$)/;
const PLAIN_START = /^(?:[^\s#"'[\]{},&*!|>%@`-]|-[^\s#])/;

/** The key that a text begins with, and how long it is with its colon; null where it has none. */
function readKey(text: string): { key: string; length: number } | null {
  const quoted = QUOTED_KEY.exec(text);
  if (quoted !== null) return { key: quoted[1] ?? quoted[2] ?? '', length: quoted[0].length };
  if (!PLAIN_START.test(text)) return null;
  const colon = text.search(/:(?:\s|$)/);
  const key = text.slice(0, colon).trimEnd();
  return colon < 0 || key.includes('#') ? null : { key, length: colon + 1 };
}

/** Whether a line ends in a comment, up to the cursor. */
function endsInComment(line: string): boolean {
  const quote = Math.max(line.lastIndexOf('"'), line.lastIndexOf("'"));
  return quote < 0 ? /(?:^|\s)#/.test(line) : /\s#/.test(line.slice(quote + 1));
}

class LineScanner {
  readonly #frames: Frame[] = [];
  /** Reads the brackets that are open; null where none are. */
  #flow: FlowReader | null = null;
  /** Lines deeper than this belong to a block text. */
  #blockIndent = -1;

  next(line: string): void {
    if (this.#flow !== null) {
      this.#flow.feed(`\n${line}`);
      if (this.#flow.isClosed) this.#flow = null;
      return;
    }
    const indent = indentOf(line);
    if (line.trim() === '' || (this.#blockIndent >= 0 && indent > this.#blockIndent)) return;
    this.#blockIndent = -1;
    if (/^\s*#/.test(line)) return;
    const { rest } = this.#enter(line, indent);
    const value = rest.trim();
    if (/^[{[]/.test(value)) {
      const flow = readFlow(value);
      if (!flow.isClosed) this.#flow = flow;
    } else if (/^[|>][+-]?\d*\s*(#.*)?$/.test(value)) this.#blockIndent = indent;
  }

  /** Goes down to where a line stands; `rest` is what follows its key, or all of it where it has none. */
  #enter(line: string, indent: number): { rest: string; key: boolean; item: boolean; column: number } {
    let column = indent;
    let rest = line.slice(indent);
    let item = false;
    for (let dash = /^-(?:\s+|$)/.exec(rest); dash !== null; dash = /^-(?:\s+|$)/.exec(rest)) {
      this.#enterItem(column);
      item = true;
      column += dash[0].length;
      rest = rest.slice(dash[0].length);
    }
    const found = readKey(rest);
    if (found === null) return { rest, key: false, item, column };
    this.#enterKey(column, found.key);
    return { rest: rest.slice(found.length), key: true, item, column };
  }

  #enterItem(column: number): void {
    this.#leave((frame) => frame.indent > column);
    const top = this.#frames.at(-1);
    if (top?.kind === 'seq' && top.indent === column) top.step = Number(top.step) + 1;
    else this.#frames.push({ kind: 'seq', indent: column, step: 0 });
  }

  #enterKey(column: number, key: string): void {
    this.#leave((frame) => frame.indent > column || (frame.indent === column && frame.kind === 'seq'));
    const top = this.#frames.at(-1);
    if (top?.kind === 'map' && top.indent === column) top.step = key;
    else this.#frames.push({ kind: 'map', indent: column, step: key });
  }

  #leave(isOver: (frame: Frame) => boolean): void {
    for (let top = this.#frames.at(-1); top !== undefined && isOver(top); top = this.#frames.at(-1)) {
      this.#frames.pop();
    }
  }

  get #path(): Path {
    return this.#frames.map((frame) => frame.step);
  }

  cursor(before: string): Cursor | null {
    if (this.#flow !== null) {
      this.#flow.feed(`\n${before}`);
      return this.#inFlow(this.#flow);
    }
    const indent = indentOf(before);
    if (this.#blockIndent >= 0 && indent > this.#blockIndent) return null;
    if (endsInComment(before)) return null;
    const { rest, key, item, column } = this.#enter(before, indent);
    const value = rest.trimStart();
    if (/^[{[]/.test(value)) return this.#inFlow(readFlow(value));
    if (key) return { path: this.#path, at: 'value', word: value, inFlow: false, inItem: false };
    if (item) return { path: this.#path, at: 'key', word: value, inFlow: false, inItem: true };
    // A new line: an entry of the map at this indentation, else below the key above it.
    this.#leave((frame) => frame.indent > column || (frame.indent === column && frame.kind === 'seq'));
    const top = this.#frames.at(-1);
    const path = this.#path;
    const isSibling = top?.kind === 'map' && top.indent === column;
    return {
      path: isSibling ? path.slice(0, -1) : path,
      at: 'key',
      word: value,
      inFlow: false,
      inItem: false,
    };
  }

  #inFlow({ frames, word, inValue, inComment }: FlowReader): Cursor | null {
    const top = frames.at(-1);
    if (top === undefined || inComment) return null;
    const path = [...this.#path, ...frames.map((frame) => frame.step)];
    const isKey = top.kind === 'map' && !inValue;
    if (isKey) return { path: path.slice(0, -1), at: 'key', word, inFlow: true, inItem: false };
    return { path, at: 'value', word, inFlow: true, inItem: top.kind === 'seq' };
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Reads brackets and what is in them up to the end of the text. */
function readFlow(text: string): FlowReader {
  const reader = new FlowReader();
  reader.feed(text);
  return reader;
}
