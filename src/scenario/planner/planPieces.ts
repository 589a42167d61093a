import { createHash } from 'node:crypto';
import type { PlannedPiece } from '../expression/piece.ts';
import { toTemplate } from '../expression/resolvedText.ts';
import type { Path } from '../problem.ts';
import type { BodyContent, MultipartField, MultipartPart } from '../schema/bodyFields.ts';
import { contentTypeOf } from './contentTypes.ts';
import type { PlanContext } from './planContext.ts';
import { planCsv } from './planCsv.ts';
import { planJson } from './planJson.ts';

/** A body in pieces, and what it is. */
export interface PlannedPieces {
  readonly pieces: PlannedPiece[];
  readonly contentType: string;
}

/** A file as it is, or generated rows. */
export function planContent(context: PlanContext, content: BodyContent, path: Path): PlannedPieces {
  const { pieces, contentType } = planPart(context, content, path);
  return { pieces, contentType };
}

/** RFC 7578: the parts with a boundary between them that is the same in every run. */
export function planMultipart(context: PlanContext, fields: MultipartField, path: Path): PlannedPieces {
  // Nothing that is sent holds it by chance, and a run can be repeated to the byte.
  const boundary = `hotlap-${createHash('sha256')
    .update(JSON.stringify([path, fields]))
    .digest('hex')
    .slice(0, 32)}`;
  const pieces: PlannedPiece[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const isList = Array.isArray(value);
    (isList ? value : [value]).forEach((part, index) => {
      const at = isList ? [...path, name, index] : [...path, name];
      const before = pieces.length === 0 ? '' : '\r\n';
      const planned = planPart(context, part, at);
      pieces.push({ kind: 'text', text: `${before}--${boundary}\r\n${partHead(name, planned)}` });
      pieces.push(...planned.pieces);
    });
  }
  pieces.push({ kind: 'text', text: `\r\n--${boundary}--\r\n` });
  return { pieces: joined(pieces), contentType: `multipart/form-data; boundary=${boundary}` };
}

interface PlannedPart extends PlannedPieces {
  /** null for a field that is no file. */
  readonly filename: string | null;
  /** Whether the part has to say what it is. */
  readonly isTyped: boolean;
}

function partHead(name: string, { filename, isTyped, contentType }: PlannedPart): string {
  const file = filename === null ? '' : `; filename="${escaped(filename)}"`;
  const type = isTyped ? `Content-Type: ${contentType}\r\n` : '';
  return `Content-Disposition: form-data; name="${escaped(name)}"${file}\r\n${type}\r\n`;
}

/** As browsers write it. */
function escaped(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function planPart(context: PlanContext, part: MultipartPart, path: Path): PlannedPart {
  if (typeof part !== 'object') {
    const text = toTemplate(context.template(String(part), path), 'none');
    return { pieces: [{ kind: 'text', text }], contentType: 'text/plain', filename: null, isTyped: false };
  }
  if ('json' in part) {
    const text = planJson(context, part.json, [...path, 'json']);
    const contentType = 'application/json';
    return { pieces: [{ kind: 'text', text }], contentType, filename: null, isTyped: true };
  }
  const given = 'filename' in part && part.filename !== undefined ? part.filename : null;
  const filename = given === null ? null : context.text(given, [...path, 'filename']);
  const ownType =
    part.contentType === undefined ? null : context.text(part.contentType, [...path, 'contentType']);
  if ('csv' in part) {
    const pieces = [planCsv(context, part.csv, [...path, 'csv'])];
    return { pieces, contentType: ownType ?? 'text/csv', filename: filename ?? 'data.csv', isTyped: true };
  }
  const file = context.text(part.file, [...path, 'file']);
  const found = file === '' ? null : context.locate(file, [...path, 'file']);
  const pieces: PlannedPiece[] = found === null ? [] : [{ kind: 'file', path: found.path }];
  const ownName = file.split(/[\\/]/).at(-1) ?? file;
  return {
    pieces,
    contentType: ownType ?? contentTypeOf(file),
    filename: filename ?? ownName,
    isTyped: true,
  };
}

/** Neighbouring texts as one, so that what never changes is made once. */
function joined(pieces: readonly PlannedPiece[]): PlannedPiece[] {
  const whole: PlannedPiece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    const before = last?.kind === 'text' ? last.text : null;
    const text = piece.kind === 'text' ? piece.text : null;
    if (typeof before === 'string' && typeof text === 'string') {
      whole[whole.length - 1] = { kind: 'text', text: before + text };
    } else whole.push(piece);
  }
  return whole;
}
