import * as z from 'zod';
import { type AnySchema, alternatives, describe } from '../schema/schemaTree.ts';
import { COMMON_METHODS, METHODS, RARE_METHODS, requestStep, stepSchema } from '../schema/steps.ts';
import { typeWords } from './typeWords.ts';

/** A key of the scenario file, as the reference tells it; all in markdown. */
export interface ReferenceRow {
  /** Below its section: `repeat.until`, `data.<name>.file`, `stages[].target`. */
  readonly path: string;
  readonly type: string;
  /** `needed`, the default, or empty where leaving it out means that there is none. */
  readonly fallback: string;
  readonly words: string;
}

/** A map with a table of its own. */
export interface ReferenceBlock {
  readonly path: string;
  readonly object: z.ZodObject;
}

interface Place {
  readonly path: string;
  readonly inline: boolean;
  /** The maps that this table has told, and where: some may stand alone or in a list, or at several keys. */
  readonly told: Map<unknown, string>;
}

interface Below {
  readonly rows: readonly ReferenceRow[];
  /** The places of the maps that are told there. */
  readonly elsewhere: readonly string[];
}

/** From so many keys on a map has a table of its own. */
const OWN_TABLE = 4;

/** Reads the schema into rows; maps that deserve a table of their own are kept for later, once each. */
export class ReferenceReader {
  /** In the order in which they were met. */
  readonly blocks: ReferenceBlock[] = [];
  readonly #shared: ReadonlySet<unknown>;

  /** @param roots all maps that are told by a section of their own, so that what they share is known */
  constructor(roots: readonly z.ZodObject[]) {
    const places = new Map<unknown, Set<AnySchema>>();
    for (const root of roots) countPlaces(root, places);
    this.#shared = new Set([...places].filter(([, where]) => where.size > 1).map(([def]) => def));
  }

  /**
   * The rows of a map's keys and of all that is below them.
   * @param inline whether maps below stay in this table however large they are
   * @param path what stands before each key
   */
  rows(object: z.ZodObject, keys: readonly string[], inline = false, path = ''): ReferenceRow[] {
    return this.#rows(object, keys, { path, inline, told: new Map() });
  }

  #rows(object: z.ZodObject, keys: readonly string[], at: Place): ReferenceRow[] {
    const rows: ReferenceRow[] = [];
    for (const key of keys) {
      const field = object.shape[key];
      if (!(field instanceof z.ZodType) || isOtherMethod(key, keys)) continue;
      const path = `${at.path}${key}`;
      const own = isFirstMethod(key, keys) ? methodRow(field) : row(path, field);
      const below = this.#below(field, { ...at, path });
      const elsewhere = below.elsewhere.map((one) => `\`${one}\``).join(', ');
      const type = elsewhere === '' ? own.type : `${own.type} (see ${elsewhere})`;
      rows.push({ ...own, type }, ...below.rows);
    }
    const { catchall } = object.def;
    if (catchall instanceof z.ZodUnion) {
      const path = `${at.path}"$.path"`;
      rows.push(
        { ...row(path, catchall), fallback: '' },
        ...this.#below(catchall, { ...at, path, inline: true }).rows,
      );
    }
    return rows;
  }

  #below(schema: AnySchema, at: Place): Below {
    const all = alternatives(schema);
    const found = all.map((one): Below => {
      if (one instanceof z.ZodArray && !isSteps(one.element))
        return this.#below(one.element, { ...at, path: `${at.path}[]` });
      if (one instanceof z.ZodRecord)
        return this.#below(one.valueType as AnySchema, { ...at, path: `${at.path}.<name>` });
      return one instanceof z.ZodObject && !isScenario(one)
        ? this.#map(one, at)
        : { rows: [], elsewhere: [] };
    });
    const maps = all.filter((one) => one instanceof z.ZodObject);
    return {
      rows: alternativeRows(
        found.flatMap((one) => one.rows),
        maps,
        at.path,
      ),
      elsewhere: found.flatMap((one) => one.elsewhere),
    };
  }

  #map(object: z.ZodObject, at: Place): Below {
    const told = at.told.get(object.def);
    // One that stands alone or in a list is told right above.
    if (told !== undefined && at.path.startsWith(told)) return { rows: [], elsewhere: [] };
    const known = told ?? this.blocks.find((block) => block.object.def === object.def)?.path;
    if (known !== undefined) return { rows: [], elsewhere: [known] };
    const keys = Object.keys(object.shape);
    const isOwn = this.#shared.has(object.def) || (!at.inline && keys.length >= OWN_TABLE);
    if (isOwn) {
      this.blocks.push({ path: at.path, object });
      return { rows: [], elsewhere: [at.path] };
    }
    at.told.set(object.def, at.path);
    return { rows: this.#rows(object, keys, { ...at, path: `${at.path}.` }), elsewhere: [] };
  }
}

/** Of maps that stand for each other: each key once, and none is needed that only some of them have. */
function alternativeRows(
  rows: readonly ReferenceRow[],
  maps: readonly z.ZodObject[],
  path: string,
): ReferenceRow[] {
  const once = rows.filter((row, index) => rows.findIndex((other) => other.path === row.path) === index);
  if (maps.length < 2) return once;
  const some = Object.keys(Object.assign({}, ...maps.map((one) => one.shape))).filter((key) =>
    maps.some((one) => one.shape[key] === undefined),
  );
  const isSome = (row: ReferenceRow) => some.some((key) => row.path === `\`${path}.${key}\``);
  return once.map((row) =>
    row.fallback === 'needed' && isSome(row) ? { ...row, fallback: 'one is needed' } : row,
  );
}

/** Scenarios have a section for each executor. */
function isScenario(schema: AnySchema): boolean {
  return schema instanceof z.ZodObject && schema.shape.executor !== undefined;
}

/** Notes the fields through which each map is reached; a field that several maps share is one place. */
function countPlaces(object: z.ZodObject, places: Map<unknown, Set<AnySchema>>): void {
  for (const field of Object.values(object.shape)) visit(field as AnySchema, field as AnySchema, places);
}

function visit(schema: AnySchema, field: AnySchema, places: Map<unknown, Set<AnySchema>>): void {
  for (const one of alternatives(schema)) {
    if (one instanceof z.ZodArray && !isSteps(one.element)) visit(one.element, field, places);
    else if (one instanceof z.ZodRecord) visit(one.valueType as AnySchema, field, places);
    else if (one instanceof z.ZodObject && !isScenario(one)) {
      const known = places.get(one.def);
      if (known !== undefined) known.add(field);
      else {
        places.set(one.def, new Set([field]));
        countPlaces(one, places);
      }
    }
  }
}

function row(path: string, field: AnySchema): ReferenceRow {
  const { words, fallback } = splitDefault(describe(field) ?? '');
  const isNeeded = !(field instanceof z.ZodOptional);
  return { path: `\`${path}\``, type: typeWords(field), fallback: isNeeded ? 'needed' : fallback, words };
}

const DEFAULT = /\s*(?:Default|Left out|Without it): ((?:`[^`]*`|[^`.]|\.(?=\S))+)\./;

/** Takes `Default: 1.` out of a description. */
function splitDefault(words: string): { words: string; fallback: string } {
  const found = DEFAULT.exec(words);
  if (found !== null) return { words: words.replace(DEFAULT, ''), fallback: found[1] ?? '' };
  return { words, fallback: /(`[^`]*`) \(the default[,)]/.exec(words)?.[1] ?? '' };
}

const isMethod = (key: string): boolean => (METHODS as readonly string[]).includes(key);
const isFirstMethod = (key: string, keys: readonly string[]): boolean => key === keys.find(isMethod);
const isOtherMethod = (key: string, keys: readonly string[]): boolean =>
  isMethod(key) && !isFirstMethod(key, keys);

/** One row for all methods: they differ in nothing else. */
function methodRow(first: AnySchema): ReferenceRow {
  const words = (describe(first) ?? '').replace(/a [A-Z]+ request/, 'a request of this method');
  const rare = `Also: ${RARE_METHODS.map((one) => `\`${one}\``).join(', ')}.`;
  const path = COMMON_METHODS.map((one) => `\`${one}\``).join(', ');
  return { path, type: typeWords(first), fallback: 'one is needed', words: `${words} ${rare}` };
}

/** Whether these are told by sections of their own. */
function isSteps(schema: unknown): boolean {
  return schema === stepSchema || schema === requestStep;
}
