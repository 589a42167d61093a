import { type Encoding, encodeText } from '../expression/encoding.ts';
import type { PlannedPiece } from '../expression/piece.ts';
import { joinTemplate, toTemplate } from '../expression/resolvedText.ts';
import type { Template, TemplatePart } from '../expression/template.ts';
import type { Path } from '../problem.ts';
import type { RequestStep } from '../schema/steps.ts';
import type { PlanContext } from './planContext.ts';
import { planJson } from './planJson.ts';
import { planContent, planMultipart } from './planPieces.ts';

/** A body and the content type that goes with it, unless the file gives one. */
export interface PlannedBody {
  readonly body: Template | null;
  readonly contentType: string | null;
  /** In place of `body`, where it is not just a text. */
  readonly pieces?: PlannedPiece[];
}

export function planBody(context: PlanContext, step: RequestStep, path: Path): PlannedBody {
  if (step.json !== undefined) {
    warnOfText(context, step, [...path, 'json']);
    return { body: planJson(context, step.json, [...path, 'json']), contentType: 'application/json' };
  }
  if (step.form !== undefined) {
    const body = planFields(context, step.form, [...path, 'form'], 'form');
    return { body, contentType: 'application/x-www-form-urlencoded' };
  }
  if (step.multipart !== undefined) {
    return { body: null, ...planMultipart(context, step.multipart, [...path, 'multipart']) };
  }
  if (step.body === undefined) return { body: null, contentType: null };
  if (typeof step.body !== 'string') {
    return { body: null, ...planContent(context, step.body, [...path, 'body']) };
  }
  return {
    body: toTemplate(context.template(step.body, [...path, 'body']), 'none'),
    contentType: null,
  };
}

/** `json: '{"a": 1}'` is sent as a text within quotes, which is seldom meant. */
function warnOfText(context: PlanContext, { json }: RequestStep, path: Path): void {
  const text = typeof json === 'string' ? json.trim() : '';
  const isJson = (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'));
  if (!isJson) return;
  const hint = 'Write a map: json: { key: value }; or give the text as body, with a Content-Type.';
  context.warn(path, 'this is a text, and is sent as one, in quotes', hint);
}

type Fields = NonNullable<RequestStep['form']>;

/** `a=1&b=2`; a list repeats its name. */
export function planFields(context: PlanContext, fields: Fields, path: Path, encoding: Encoding): Template {
  const parts: TemplatePart[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const isList = Array.isArray(value);
    (isList ? value : [value]).forEach((item, index) => {
      const at = isList ? [...path, name, index] : [...path, name];
      const template = toTemplate(context.template(String(item), at), encoding);
      parts.push(`${parts.length > 0 ? '&' : ''}${encodeText(encoding, name)}=`);
      parts.push(...(typeof template === 'string' ? [template] : template));
    });
  }
  return joinTemplate(parts);
}
