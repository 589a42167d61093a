import * as z from 'zod';
import { templateSchema } from './template.ts';

/** Rows that are not as the others: how many there are, whether each is an earlier one, and its own columns. */
const plannedRowKindSchema = z.strictObject({
  rows: z.int(),
  repeat: z.boolean(),
  /** By column; null where it is as in the others. */
  columns: z.array(templateSchema.nullable()),
});

/** What bodies are made of that are not just a text: in turn texts, files, and rows that are made up. */
export const plannedPieceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: templateSchema }),
  /** `path` is absolute. */
  z.strictObject({ kind: z.literal('file'), path: z.string() }),
  /** `header` is the first line without its end, or null; each column is quoted where it must be. */
  z.strictObject({
    kind: z.literal('csv'),
    rows: z.int(),
    header: z.string().nullable(),
    columns: z.array(templateSchema),
    kinds: z.array(plannedRowKindSchema).optional(),
  }),
]);

export type PlannedPiece = z.infer<typeof plannedPieceSchema>;
export type PlannedRowKind = z.infer<typeof plannedRowKindSchema>;
export type PlannedCsv = Extract<PlannedPiece, { kind: 'csv' }>;

/** The texts of a body that are made for each request. */
export function pieceTemplates(pieces: readonly PlannedPiece[]): z.infer<typeof templateSchema>[] {
  return pieces.flatMap((piece) => {
    if (piece.kind === 'text') return [piece.text];
    if (piece.kind === 'file') return [];
    const ofKinds = (piece.kinds ?? []).flatMap((kind) => kind.columns.filter((one) => one !== null));
    return [...piece.columns, ...ofKinds];
  });
}

/** A field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line break. */
export function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
