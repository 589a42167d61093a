import { z } from 'zod';

/** Texts of the plan that are not the same for every request: constant parts, and what is evaluated. */

/** A call that is evaluated for every request: `random.int(1, 99)`, `uuid`, `vu`, `iter`, `now` … */
export const templateCallSchema = z.strictObject({
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
  ]),
  args: z.array(z.union([z.string(), z.number()])),
});

/** How a value that is known only at run time is written where it stands. */
export const encodingSchema = z.enum(['none', 'header', 'path', 'query', 'form', 'json', 'jsonValue']);

/** A value that a step captured, or of a data file's row: one of the virtual user's slots. */
export const templateSlotSchema = z.strictObject({
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

export type Template = z.infer<typeof templateSchema>;
export type TemplateSlot = z.infer<typeof templateSlotSchema>;
export type TemplateCall = z.infer<typeof templateCallSchema>;
