import * as z from 'zod';

/** Any schema, as zod's own introspection gives it. */
export type AnySchema = z.core.$ZodType;

/** The schema beneath `optional` and `lazy`. */
export function unwrap(schema: AnySchema): AnySchema {
  if (schema instanceof z.ZodOptional) return unwrap(schema.def.innerType);
  if (schema instanceof z.ZodLazy) return unwrap(schema.def.getter());
  return schema;
}

/** All that a schema may be, with unions taken apart. */
export function alternatives(schema: AnySchema): AnySchema[] {
  const plain = unwrap(schema);
  return plain instanceof z.ZodUnion ? plain.options.flatMap(alternatives) : [plain];
}

/** What is documented of a schema: its own words, else those of what it wraps. */
export function describe(schema: AnySchema): string | undefined {
  const own = z.globalRegistry.get(schema)?.description;
  if (own !== undefined) return own;
  if (schema instanceof z.ZodOptional) return describe(schema.def.innerType);
  return undefined;
}

/** Values that show what may be written. */
export function examplesOf(schema: AnySchema): readonly unknown[] {
  const examples = z.globalRegistry.get(schema)?.examples;
  if (Array.isArray(examples)) return examples;
  if (schema instanceof z.ZodOptional) return examplesOf(schema.def.innerType);
  return [];
}

/**
 * The maps a schema may be, narrowed by what is there already: by a discriminator's value (`executor`), and
 * by keys that only some of them have (`think`, `pick`, a method).
 */
export function objectsFor(schema: AnySchema, value: unknown): z.ZodObject[] {
  const objects = alternatives(schema).filter((one) => one instanceof z.ZodObject);
  const present = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const fitting = objects.filter((object) => literalsFit(object, present));
  const candidates = fitting.length > 0 ? fitting : objects;
  const known = (object: z.ZodObject) =>
    Object.keys(present).filter((key) => Object.hasOwn(object.shape, key)).length;
  const most = Math.max(0, ...candidates.map(known));
  return candidates.filter((object) => known(object) === most);
}

function literalsFit(object: z.ZodObject, present: Record<string, unknown>): boolean {
  return Object.entries(object.shape).every(([key, field]) => {
    const plain = unwrap(field);
    if (!(plain instanceof z.ZodLiteral) || present[key] === undefined || present[key] === null) return true;
    return plain.values.has(present[key] as z.core.util.Literal);
  });
}

/** The schemas of what stands at a key or index of `value`. */
function childrenOf(schema: AnySchema, value: unknown, step: string | number): AnySchema[] {
  const found: AnySchema[] = [];
  for (const one of alternatives(schema)) {
    if (typeof step === 'number' && one instanceof z.ZodArray) found.push(one.element);
    else if (one instanceof z.ZodRecord) found.push(one.valueType);
  }
  for (const object of objectsFor(schema, value)) {
    const field: unknown = object.shape[String(step)];
    const { catchall } = object.def;
    if (field instanceof z.ZodType) found.push(field);
    else if (catchall instanceof z.ZodUnion) found.push(catchall);
  }
  return found;
}

/** The schemas of what stands at a path, from `root` and the data that is there. */
export function schemasAt(root: AnySchema, data: unknown, path: readonly (string | number)[]): AnySchema[] {
  let schemas: AnySchema[] = [root];
  let value = data;
  for (const step of path) {
    const here = value;
    schemas = schemas.flatMap((schema) => childrenOf(schema, here, step));
    value = childValue(value, step);
  }
  return schemas;
}

function childValue(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[String(step)];
}

/** The keys that may stand in a map at a path, in the schema's order. */
export function keysAt(root: AnySchema, data: unknown, path: readonly (string | number)[]): string[] {
  let value = data;
  for (const step of path) value = childValue(value, step);
  const objects = schemasAt(root, data, path).flatMap((schema) => objectsFor(schema, value));
  return [...new Set(objects.flatMap((object) => Object.keys(object.shape)))];
}
