import * as z from 'zod';
import { type AnySchema, unwrap } from '../schema/schemaTree.ts';
import { requestStep, stepSchema } from '../schema/steps.ts';

/** What may stand there, in words: `a duration`, `a list of maps`, `steps`. */
export function typeWords(schema: AnySchema): string {
  if (schema === stepSchema) return 'a step';
  const plain = unwrap(schema);
  if (plain instanceof z.ZodUnion) return unionWords(plain);
  if (plain instanceof z.ZodArray) return listWords(plain.element);
  if (plain instanceof z.ZodRecord) return `a map of names, each with ${typeWords(plain.valueType)}`;
  if (plain instanceof z.ZodObject) return 'a map';
  if (plain instanceof z.ZodEnum) return choice(plain.options.map((one) => `\`${one}\``));
  if (plain instanceof z.ZodLiteral) return choice([...plain.values].map((one) => `\`${String(one)}\``));
  if (plain instanceof z.ZodNumber) return numberWords(plain);
  if (plain instanceof z.ZodBoolean) return '`true` or `false`';
  if (plain instanceof z.ZodNull) return '`null`';
  if (plain instanceof z.ZodUnknown) return 'any value';
  return 'a text';
}

/** A union says itself what it takes, for those who write something else. */
function unionWords(union: z.ZodUnion): string {
  const error = union.def.error as z.core.$ZodErrorMap<z.core.$ZodIssueInvalidUnion> | undefined;
  const said = error?.({ code: 'invalid_union', input: undefined, path: [], errors: [] });
  const words = typeof said === 'string' ? said : said?.message;
  if (words === undefined) return choice([...new Set(union.options.map(typeWords))]);
  // What all durations and numbers have in common is told once, above the tables.
  return words.replace(/, (?:such as .*|or a variable such as .*)$/, '');
}

function listWords(element: AnySchema): string {
  if (element === stepSchema) return 'steps';
  if (element === requestStep) return 'requests';
  return unwrap(element) instanceof z.ZodObject ? 'a list of maps' : `a list, each ${typeWords(element)}`;
}

function numberWords(number: z.ZodNumber): string {
  const { type, minimum, exclusiveMinimum, maximum } = z.toJSONSchema(number);
  const words = type === 'integer' ? 'a whole number' : 'a number';
  return `${words}${range(' from ', minimum)}${range(' above ', exclusiveMinimum)}${range(' to ', maximum)}`;
}

/** A limit that the number format has of itself says nothing. */
function range(words: string, limit: unknown): string {
  return typeof limit !== 'number' || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? '' : `${words}${limit}`;
}

function choice(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
