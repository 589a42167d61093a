import type { Path } from './problem.ts';

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

interface Frame {
  readonly kind: 'map' | 'seq';
  readonly indent: number;
  step: string | number;
}

/** Finds the cursor by the indentation of the lines above it; null in comments and block texts. */
export function findCursor(text: string, line: number, column: number): Cursor | null {
  const lines = text.split(/\r?\n/).slice(0, line);
  const current = (lines.pop() ?? '').slice(0, column - 1);
  const scanner = new LineScanner();
  for (const one of lines) scanner.next(one);
  return scanner.cursor(current);
}

const KEY =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#"'[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?))\s*:(?=\s|$)/;

class LineScanner {
  readonly #frames: Frame[] = [];
  /** Text of brackets that are still open, and how deep. */
  #flow = '';
  /** Lines deeper than this belong to a block text. */
  #blockIndent = -1;

  next(line: string): void {
    if (this.#flow !== '') {
      this.#flow += `\n${line}`;
      if (readFlow(this.#flow).frames.length === 0) this.#flow = '';
      return;
    }
    const indent = indentOf(line);
    if (line.trim() === '' || (this.#blockIndent >= 0 && indent > this.#blockIndent)) return;
    this.#blockIndent = -1;
    if (/^\s*#/.test(line)) return;
    const { rest } = this.#enter(line, indent);
    const value = rest.trim();
    if (/^[{[]/.test(value) && readFlow(value).frames.length > 0) this.#flow = value;
    else if (/^[|>][+-]?\d*\s*(#.*)?$/.test(value)) this.#blockIndent = indent;
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
    const match = KEY.exec(rest);
    if (match === null) return { rest, key: false, item, column };
    this.#enterKey(column, match[1] ?? match[2] ?? match[3] ?? '');
    return { rest: rest.slice(match[0].length), key: true, item, column };
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
    if (this.#flow !== '') return this.#inFlow(`${this.#flow}\n${before}`);
    const indent = indentOf(before);
    if (this.#blockIndent >= 0 && indent > this.#blockIndent) return null;
    if (/(^|\s)#[^"']*$/.test(before)) return null;
    const { rest, key, item, column } = this.#enter(before, indent);
    const value = rest.trimStart();
    if (/^[{[]/.test(value)) return this.#inFlow(value);
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

  #inFlow(text: string): Cursor | null {
    const { frames, word, inValue } = readFlow(text);
    const top = frames.at(-1);
    if (top === undefined) return null;
    const path = [...this.#path, ...frames.map((frame) => frame.step)];
    const isKey = top.kind === 'map' && !inValue;
    if (isKey) return { path: path.slice(0, -1), at: 'key', word, inFlow: true, inItem: false };
    return { path, at: 'value', word, inFlow: true, inItem: top.kind === 'seq' };
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

interface FlowState {
  readonly frames: readonly Frame[];
  readonly word: string;
  readonly inValue: boolean;
}

const FLOW_TOKEN = /\$\{[^}]*\}?|"(?:[^"\\]|\\.)*"?|'(?:[^'])*'?|[{}[\],]|:(?=\s|$)|[^{}[\],:"'$]+|./gs;

/** Reads brackets and what is in them up to the end of the text; no frames where all are closed. */
function readFlow(text: string): FlowState {
  const reader = new FlowReader();
  for (const [token] of text.matchAll(FLOW_TOKEN)) {
    reader.take(token);
    if (reader.frames.length === 0) break;
  }
  return { frames: reader.frames, word: reader.word.trimStart(), inValue: reader.inValue };
}

class FlowReader {
  readonly frames: Frame[] = [];
  word = '';
  inValue = false;

  take(token: string): void {
    const top = this.frames.at(-1);
    if (token === '{' || token === '[') {
      const isList = token === '[';
      this.frames.push({ kind: isList ? 'seq' : 'map', indent: 0, step: isList ? 0 : '' });
      this.#begin(isList);
    } else if (token === '}' || token === ']') {
      this.frames.pop();
      this.#begin(true);
    } else if (token === ',') {
      if (top?.kind === 'seq') top.step = Number(top.step) + 1;
      this.#begin(top?.kind === 'seq');
    } else if (token === ':' && !this.inValue && top !== undefined) {
      top.step = this.word.trim().replace(/^["']|["']$/g, '');
      this.#begin(true);
    } else this.word += token;
  }

  #begin(inValue: boolean): void {
    this.word = '';
    this.inValue = inValue;
  }
}
