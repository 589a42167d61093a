import { Shelf } from './shelf.ts';

/** What an import takes beside its rows, and for each of them: a thousand rows take 0.2 s. */
const START_MS = 150;
const ROW_MS = 0.05;
const MOST_IMPORTS = 1000;

interface Import {
  readonly rows: number;
  readonly beganAtMs: number;
  readonly takesMs: number;
}

const imports = new Shelf<Import>(MOST_IMPORTS);
let lastId = 0;

/** Begins to import rows that were uploaded; the work goes on after the answer, as in a queue. */
export function beginImport(rows: number): string {
  lastId += 1;
  const id = String(lastId);
  imports.put(id, { rows, beganAtMs: Date.now(), takesMs: START_MS + rows * ROW_MS });
  return id;
}

/** How far an import is: `running` and then `done`; null where there is none of this name. */
export function importState(id: string): { state: 'running' | 'done'; done: number; rows: number } | null {
  const one = imports.get(id);
  if (one === undefined) return null;
  const share = Math.min(1, (Date.now() - one.beganAtMs) / one.takesMs);
  return { state: share < 1 ? 'running' : 'done', done: Math.floor(one.rows * share), rows: one.rows };
}

/** Counts the rows of a csv file as it arrives, its first line apart; of a form (multipart), those of its files. */
export async function countRows(
  chunks: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
): Promise<number> {
  const boundary = /boundary="?([^";]+)/.exec(contentType ?? '')?.[1];
  const counter = new RowCounter(boundary === undefined ? null : `--${boundary}`);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) counter.line(line.trim());
  }
  counter.line(rest.trim());
  return counter.rows;
}

/** Takes a body line by line, so that none is too large. */
class RowCounter {
  rows = 0;
  readonly #boundary: string | null;
  #at: 'head' | 'field' | 'first line' | 'rows';
  #isFile = false;

  constructor(boundary: string | null) {
    this.#boundary = boundary;
    this.#at = boundary === null ? 'first line' : 'field';
  }

  line(line: string): void {
    if (this.#boundary !== null && line.startsWith(this.#boundary)) {
      this.#at = 'head';
      this.#isFile = false;
    } else if (this.#at === 'head') {
      this.#isFile ||= /^content-disposition:.*filename/i.test(line);
      if (line === '') this.#at = this.#isFile ? 'first line' : 'field';
    } else if (this.#at === 'first line') {
      this.#at = 'rows';
    } else if (this.#at === 'rows' && line !== '') {
      this.rows += 1;
    }
  }
}
