import type { EvaluationContext } from '../../scenario/expression/evaluate.ts';
import { csvText } from '../../scenario/expression/piece.ts';

export type MakeField = (context: EvaluationContext) => string;

/** Rows that are not as the others. */
export interface RowKind {
  readonly rows: number;
  /** Whether each is an earlier row that is of no kind. */
  readonly repeat: boolean;
  /** By column; null where it is as in the others. */
  readonly columns: readonly (MakeField | null)[];
}

/** Within so many rows the order is left to chance. */
const BLOCK_ROWS = 100;
/** So many rows are kept to be repeated. */
const MOST_KEPT = 100;

/**
 * Deals kinds to rows, each exactly as often as it is asked for: spread evenly, as nginx's smooth weighted
 * round robin does, and then shuffled within each block. No more than a block is held.
 */
export class KindDeal {
  readonly #counts: readonly number[];
  readonly #total: number;
  readonly #credits: number[];
  readonly #random: () => number;
  #block: number[] = [];
  #at = 0;
  #left: number;

  /** @param counts how often each kind is dealt */
  constructor(counts: readonly number[], random: () => number) {
    this.#counts = counts;
    this.#total = counts.reduce((sum, one) => sum + one, 0);
    this.#credits = counts.map(() => 0);
    this.#random = random;
    this.#left = this.#total;
  }

  /** The index of the next row's kind. Not called more often than there are rows. */
  next(): number {
    if (this.#at === this.#block.length) this.#fill();
    return this.#block[this.#at++] ?? 0;
  }

  #fill(): void {
    const size = Math.min(BLOCK_ROWS, this.#left);
    this.#left -= size;
    this.#at = 0;
    this.#block = [];
    for (let row = 0; row < size; row++) {
      this.#block.push(this.#evenly());
      // Fisher and Yates, as it grows.
      const other = Math.floor(this.#random() * (row + 1));
      const kind = this.#block[row] ?? 0;
      this.#block[row] = this.#block[other] ?? 0;
      this.#block[other] = kind;
    }
  }

  /** Whose turn it is: each earns what it is to get, and the richest pays for the row. */
  #evenly(): number {
    let best = 0;
    for (let kind = 0; kind < this.#counts.length; kind++) {
      this.#credits[kind] = (this.#credits[kind] ?? 0) + (this.#counts[kind] ?? 0);
      if ((this.#credits[kind] ?? 0) > (this.#credits[best] ?? 0)) best = kind;
    }
    this.#credits[best] = (this.#credits[best] ?? 0) - this.#total;
    return best;
  }
}

/** Makes the rows of a csv that has kinds of them. */
export class KindRows {
  readonly #columns: readonly MakeField[];
  readonly #kinds: readonly RowKind[];
  /** The index that stands for rows of no kind. */
  readonly #plain: number;
  readonly #deal: KindDeal;
  readonly #random: () => number;
  /** Rows that may be repeated, the oldest of them overwritten first. */
  readonly #kept: (readonly string[])[] = [];
  readonly #keeps: boolean;
  #plainRows = 0;
  /** The kind whose row was put off until there was one to repeat. */
  #owed: number | null = null;

  /**
   * @param rows how many there are of all kinds and of none
   * @param random decides the order, and what is repeated
   */
  constructor(rows: number, columns: readonly MakeField[], kinds: readonly RowKind[], random: () => number) {
    const plain = rows - kinds.reduce((sum, kind) => sum + kind.rows, 0);
    this.#columns = columns;
    this.#kinds = kinds;
    this.#plain = kinds.length;
    this.#deal = new KindDeal([...kinds.map((kind) => kind.rows), plain], random);
    this.#random = random;
    this.#keeps = kinds.some((kind) => kind.repeat);
  }

  /** The next row, without its end. */
  line(context: EvaluationContext): string {
    const kind = this.#kinds[this.#nextKind()];
    if (kind === undefined) return this.#plainRow(context);
    const before = kind.repeat ? this.#kept[Math.floor(this.#random() * this.#kept.length)] : undefined;
    return this.#columns
      .map((column, index) => {
        const own = kind.columns[index] ?? null;
        if (own === null && before !== undefined) return before[index] ?? '';
        return csvText((own ?? column)(context));
      })
      .join(',');
  }

  #plainRow(context: EvaluationContext): string {
    const fields = this.#columns.map((column) => csvText(column(context)));
    if (this.#keeps) this.#kept[this.#plainRows++ % MOST_KEPT] = fields;
    return fields.join(',');
  }

  #nextKind(): number {
    const kind = this.#deal.next();
    if (this.#owed !== null && kind === this.#plain) {
      const owed = this.#owed;
      this.#owed = null;
      return owed;
    }
    if (this.#kinds[kind]?.repeat !== true || this.#kept.length > 0) return kind;
    this.#owed = kind;
    return this.#plain;
  }
}
