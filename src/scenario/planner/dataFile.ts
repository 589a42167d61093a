import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { Fault, type FileFault, type FileRoom, locateFile, lookAtFile } from './fileLocation.ts';

/** The rows of a data file, all with the same columns. */
export interface DataTable {
  readonly columns: readonly string[];
  /** Texts of a csv file, any JSON of a json file; undefined where a map has no such key. */
  readonly rows: readonly (readonly unknown[])[];
}

export const MOST_ROWS = 100_000;
export const MOST_DATA_BYTES = 50_000_000;

interface Kept {
  readonly mtimeMs: number;
  readonly size: number;
  readonly result: DataTable | FileFault;
}

/** Reads data files, each again only when it has changed. */
export class DataFiles {
  readonly #kept = new Map<string, Kept>();

  /**
   * @param file as the scenario names it
   * @param room where it may lie
   */
  read(file: string, room: FileRoom): DataTable | FileFault {
    try {
      const path = locateFile(file, room);
      const { mtimeMs, size, isFile } = lookAtFile(path, file);
      if (!isFile) throw new Fault(`${file} is no file`, 'Name a csv or json file.');
      const kept = this.#kept.get(path);
      if (kept?.mtimeMs === mtimeMs && kept.size === size) return kept.result;
      const result = parseFile(path, file, size);
      this.#kept.set(path, { mtimeMs, size, result });
      return result;
    } catch (thrown) {
      if (thrown instanceof Fault) return thrown.fault;
      throw thrown;
    }
  }
}

function parseFile(path: string, file: string, size: number): DataTable | FileFault {
  try {
    if (size > MOST_DATA_BYTES) {
      const message = `${file} has ${Math.ceil(size / 1e6)} MB, and a data file may have ${MOST_DATA_BYTES / 1e6}`;
      throw new Fault(message, 'Take fewer rows, or fewer columns.');
    }
    const text = readText(path, file);
    const table = /\.json$/i.test(file) ? parseJson(text, file) : parseCsv(text, file);
    if (table.rows.length <= MOST_ROWS) return table;
    const message = `${file} has more than ${MOST_ROWS} rows`;
    throw new Fault(message, 'Take fewer; with atEnd: recycle they are used again.');
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.fault;
    throw thrown;
  }
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Fault(`${file} cannot be read`, 'Look at its permissions.');
  }
}

function parseCsv(text: string, file: string): DataTable {
  const lines = readRecords(text, file);
  const [columns, ...rows] = lines;
  if (columns === undefined)
    throw new Fault(`${file} is empty`, 'Its first line names the columns, each other is a row.');
  if (rows.length === 0)
    throw new Fault(`${file} has no rows below the names of its columns`, 'Give it at least one.');
  const names = columns.map((name) => name.trim());
  const empty = names.indexOf('');
  if (empty >= 0)
    throw new Fault(`column ${empty + 1} of ${file} has no name`, 'The first line names the columns.');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Fault(`${file} has two columns "${twice}"`, 'Give each its own name.');
  return { columns: names, rows };
}

function readRecords(text: string, file: string): string[][] {
  try {
    const to = MOST_ROWS + 2;
    return parse(text, { bom: true, skip_empty_lines: true, delimiter: delimiterOf(text), to });
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const details = thrown as CsvError & { lines?: number; record?: unknown[] };
    const line = details.lines === undefined ? '' : ` at line ${details.lines}`;
    if (thrown.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
      const count = details.record?.length ?? 0;
      const message = `${file}${line} has ${count} ${count === 1 ? 'field' : 'fields'}, and its first line another number`;
      throw new Fault(
        message,
        'Give every line as many fields as there are columns; quote a field that holds a comma.',
      );
    }
    const message = `${file}${line} is no csv: ${thrown.message.split(/[:,]/, 1)[0] ?? ''}`;
    throw new Fault(
      message,
      'Quote fields that hold commas, line breaks or quotes, and double the quotes in them.',
    );
  }
}

/** Spreadsheets write semicolons or tabs, depending on where they are. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function parseJson(text: string, file: string): DataTable {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw new Fault(`${file} is no JSON: ${thrown instanceof Error ? thrown.message : ''}`, 'Put it right.');
  }
  const hint = 'Write [{ "email": "a@example.com" }, …].';
  if (!Array.isArray(value)) throw new Fault(`${file} holds no list`, hint);
  if (value.length === 0) throw new Fault(`${file} is empty`, hint);
  const wrong = value.findIndex((one) => typeof one !== 'object' || one === null || Array.isArray(one));
  if (wrong >= 0) throw new Fault(`entry ${wrong + 1} of ${file} is no map`, hint);
  const maps = value as Record<string, unknown>[];
  const columns = [...new Set(maps.flatMap((one) => Object.keys(one)))];
  return {
    columns,
    rows: maps.map((one) => columns.map((column) => (Object.hasOwn(one, column) ? one[column] : undefined))),
  };
}
