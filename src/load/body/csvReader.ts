import { seededRandom } from '../../base/seededRandom.ts';
import type { EvaluationContext } from '../../scenario/expression/evaluate.ts';
import { csvText } from '../../scenario/expression/piece.ts';
import { type BodyReader, PIECE_BYTES, type TakePiece } from './bodySource.ts';
import { KindRows, type MakeField, type RowKind } from './rowKinds.ts';

/** Rows that are to be made. */
export interface CsvRows {
  readonly rows: number;
  /** The first line, without its end. */
  readonly header: string | null;
  readonly columns: readonly MakeField[];
  /** Rows that are not as the others. */
  readonly kinds?: readonly RowKind[] | undefined;
}

/** The stream of random numbers that what stands in the columns is made with, and that of the kinds of rows. */
const COLUMNS = 0;
const KINDS = 1;

/** What the expressions of a row may ask for. */
interface RowContext extends EvaluationContext {
  row: number;
}

/** Makes the rows of a csv file (RFC 4180, lines end with CR LF) as they are asked for. */
export class CsvReader implements BodyReader {
  readonly #rows: CsvRows;
  readonly #context: RowContext;
  readonly #kinds: KindRows | null;
  #begun = false;
  #closed = false;

  /**
   * @param context the user's own values, which do not change any more
   * @param seed decides all random numbers in it
   */
  constructor(rows: CsvRows, context: EvaluationContext, seed: number) {
    this.#rows = rows;
    this.#context = { ...context, row: 0, random: seededRandom(seed, COLUMNS) };
    const { kinds } = rows;
    this.#kinds =
      kinds === undefined ? null : new KindRows(rows.rows, rows.columns, kinds, seededRandom(seed, KINDS));
  }

  read(take: TakePiece): void {
    // Others have their turn between two pieces: a server that is fast enough would keep this up for ever.
    setImmediate(() => {
      if (!this.#closed) this.#make(take);
    });
  }

  close(): void {
    this.#closed = true;
  }

  #make(take: TakePiece): void {
    const { rows, header } = this.#rows;
    const context = this.#context;
    let text = '';
    if (!this.#begun && header !== null) text = `${header}\r\n`;
    this.#begun = true;
    while (context.row < rows && text.length < PIECE_BYTES) {
      context.row++;
      text += `${this.#kinds === null ? this.#line() : this.#kinds.line(context)}\r\n`;
    }
    take(text === '' ? null : Buffer.from(text), null);
  }

  #line(): string {
    const { columns } = this.#rows;
    let line = '';
    for (let index = 0; index < columns.length; index++) {
      const field = csvText(columns[index]?.(this.#context) ?? '');
      line = index === 0 ? field : `${line},${field}`;
    }
    return line;
  }
}
