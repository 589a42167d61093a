import * as z from 'zod';

/**
 * What is not the same for every request: texts with parts that are evaluated, and the values that come into
 * them, captured or from data files.
 */

/** A call that is evaluated for every request: `random.int(1, 99)`, `uuid`, `vu`, `iter`, `now` … */
const templateCallSchema = z.strictObject({
  call: z.enum([
    'random.int',
    'random.float',
    'random.item',
    'pick',
    'random.string',
    'uuid',
    'vu',
    'iter',
    'now',
    'date',
    'row',
  ]),
  args: z.array(z.union([z.string(), z.number()])),
});

/** How a value that is known only at run time is written where it stands. */
const encodingSchema = z.enum(['none', 'header', 'path', 'query', 'form', 'json', 'jsonValue']);

/** A value that a step captured, or of a data file's row: one of the virtual user's slots. */
const templateSlotSchema = z.strictObject({
  /** Index among the plan's `slots`. */
  slot: z.int(),
  encoding: encodingSchema,
  /** What is used where the slot is empty, already encoded; null where there is nothing. */
  fallback: z.string().nullable(),
});

/** The text of its parts, in Base64. */
export interface TemplateBase64 {
  base64: TemplatePart[];
  encoding: z.infer<typeof encodingSchema>;
}
/** A part of a text: constant, or evaluated for every request. */
export type TemplatePart =
  | string
  | z.infer<typeof templateCallSchema>
  | z.infer<typeof templateSlotSchema>
  | TemplateBase64;

const templatePartSchema: z.ZodType<TemplatePart> = z.lazy(() =>
  z.union([
    z.string(),
    templateCallSchema,
    templateSlotSchema,
    z.strictObject({ base64: z.array(templatePartSchema), encoding: encodingSchema }),
  ]),
);

/** A text with expressions: constant text and what is evaluated, in turn. A plain string has none. */
export const templateSchema = z.union([z.string(), z.array(templatePartSchema)]);

/** A value that is taken out of a response for later steps. */
export const plannedCaptureSchema = z.strictObject({
  /** Index among the plan's `slots`. */
  slot: z.int(),
  name: z.string(),
  from: z.enum(['json', 'header', 'cookie', 'regex']),
  /** JSON path, name of the header or cookie, or regular expression. */
  what: z.string(),
  /** No failure may show it, whatever it is called. */
  secret: z.literal(true).optional(),
});

/** The rows of a data file, as far as the flows use them, and how they are dealt to the users. */
export const plannedDataSchema = z.strictObject({
  name: z.string(),
  order: z.enum(['sequential', 'random', 'unique']),
  per: z.enum(['vu', 'iteration']),
  atEnd: z.enum(['recycle', 'stop']),
  /** The slot of each column. */
  slots: z.array(z.int()),
  /** Any JSON; null where there is nothing. */
  rows: z.array(z.array(z.unknown())),
});

/** All slots that a text is made with. */
export function slotsIn(template: string | readonly TemplatePart[]): TemplateSlot[] {
  if (typeof template === 'string') return [];
  return template.flatMap((part) => {
    if (typeof part === 'string' || 'call' in part) return [];
    return 'base64' in part ? slotsIn(part.base64) : [part];
  });
}

export type Template = z.infer<typeof templateSchema>;
export type TemplateSlot = z.infer<typeof templateSlotSchema>;
export type TemplateCall = z.infer<typeof templateCallSchema>;
export type PlannedCapture = z.infer<typeof plannedCaptureSchema>;
export type PlannedData = z.infer<typeof plannedDataSchema>;
