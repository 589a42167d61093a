import { readFileSync, statSync } from 'node:fs';
import { HotlapError } from '../../base/errors.ts';
import { compileTemplate, type EvaluationContext } from '../../scenario/expression/evaluate.ts';
import type { PlannedPiece } from '../../scenario/expression/piece.ts';
import type { BodyReader, BodySource, RequestBody, TakePiece } from './bodySource.ts';
import { CsvReader, type CsvRows } from './csvReader.ts';
import { FileReader } from './fileReader.ts';

/** A file up to this is read once and held. */
const SMALL_FILE_BYTES = 1024 * 1024;

type CompiledPiece =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'text'; text(context: EvaluationContext): string }
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'csv'; readonly csv: CsvRows };

/** A request's body: the same each time, or made for each; neither where it has none. */
export interface CompiledBody {
  readonly constant: RequestBody | null;
  readonly make: ((context: EvaluationContext) => RequestBody) | null;
}

/**
 * Compiles a body in pieces; small files are read here and now.
 * @throws HotlapError `file-unreadable` where a file is gone
 */
export function compilePieces(pieces: readonly PlannedPiece[]): CompiledBody {
  const compiled = pieces.map(compilePiece);
  const isHeld = compiled.every((piece) => piece.kind === 'bytes' || piece.kind === 'text');
  const isConstant = compiled.every((piece) => piece.kind === 'bytes' || piece.kind === 'file');
  const whole = (context: EvaluationContext) => Buffer.concat(compiled.map((one) => bytesOf(one, context)));
  const source = (context: EvaluationContext) => new PiecesSource(compiled, context);
  const make = isHeld ? whole : source;
  return isConstant ? { constant: make(NOBODY), make: null } : { constant: null, make };
}

/** For what asks for nothing. */
const NOBODY: EvaluationContext = { vu: 0, iter: 0, slots: [], nowMs: () => 0, random: () => 0 };

const NOTHING = Buffer.alloc(0);

function bytesOf(piece: CompiledPiece, context: EvaluationContext): Buffer {
  if (piece.kind === 'bytes') return piece.bytes;
  return piece.kind === 'text' ? Buffer.from(piece.text(context)) : NOTHING;
}

function compilePiece(piece: PlannedPiece): CompiledPiece {
  if (piece.kind === 'text') {
    const { text } = piece;
    if (typeof text === 'string') return { kind: 'bytes', bytes: Buffer.from(text) };
    return { kind: 'text', text: compileTemplate(text) };
  }
  if (piece.kind === 'csv') {
    const { rows, header, columns } = piece;
    const kinds = piece.kinds?.map((kind) => ({
      ...kind,
      columns: kind.columns.map((column) => (column === null ? null : compileTemplate(column))),
    }));
    return { kind: 'csv', csv: { rows, header, columns: columns.map(compileTemplate), kinds } };
  }
  const { path } = piece;
  try {
    const { size } = statSync(path);
    if (size <= SMALL_FILE_BYTES) return { kind: 'bytes', bytes: readFileSync(path) };
    return { kind: 'file', path, sizeBytes: size };
  } catch (cause) {
    const hint = 'it was there when the scenario was read: look whether it was moved';
    throw new HotlapError({ code: 'file-unreadable', message: `${path} cannot be read`, hint }, { cause });
  }
}

/** What one request sends, its texts made and its random numbers chosen. */
class PiecesSource implements BodySource {
  readonly lengthBytes: number | null;
  readonly #openers: (Buffer | (() => BodyReader))[];

  constructor(pieces: readonly CompiledPiece[], context: EvaluationContext) {
    let lengthBytes: number | null = 0;
    this.#openers = pieces.map((piece) => {
      if (piece.kind === 'csv') {
        lengthBytes = null;
        const seed = Math.floor(context.random() * 2 ** 32);
        // Made now, so that what a later answer brings into the user's values is not in it.
        const frozen = freeze(context);
        return () => new CsvReader(piece.csv, frozen, seed);
      }
      const made = bytesOf(piece, context);
      if (lengthBytes !== null) lengthBytes += piece.kind === 'file' ? piece.sizeBytes : made.length;
      return piece.kind === 'file' ? () => new FileReader(piece.path, piece.sizeBytes) : made;
    });
    this.lengthBytes = lengthBytes;
  }

  open(): BodyReader {
    return new PiecesReader(this.#openers);
  }
}

function freeze(context: EvaluationContext): EvaluationContext {
  const { vu, iter } = context;
  const atMs = context.nowMs();
  return { vu, iter, slots: [...context.slots], nowMs: () => atMs, random: () => 0 };
}

/** Reads one piece after the other. */
class PiecesReader implements BodyReader {
  readonly #openers: readonly (Buffer | (() => BodyReader))[];
  #next = 0;
  #reader: BodyReader | null = null;
  #closed = false;

  constructor(openers: readonly (Buffer | (() => BodyReader))[]) {
    this.#openers = openers;
  }

  read(take: TakePiece): void {
    if (this.#reader !== null) {
      this.#readOn(this.#reader, take);
      return;
    }
    const opener = this.#openers[this.#next++];
    if (opener === undefined || Buffer.isBuffer(opener)) {
      setImmediate(() => {
        if (!this.#closed) take(opener ?? null, null);
      });
      return;
    }
    this.#reader = opener();
    this.#readOn(this.#reader, take);
  }

  close(): void {
    this.#closed = true;
    this.#reader?.close();
  }

  #readOn(reader: BodyReader, take: TakePiece): void {
    reader.read((piece, error) => {
      if (piece !== null || error !== null) {
        take(piece, error);
        return;
      }
      reader.close();
      this.#reader = null;
      this.read(take);
    });
  }
}
