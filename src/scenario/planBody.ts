import { type Encoding, encodeText } from './encoding.ts';
import { isChoice } from './expression.ts';
import type { PlannedPiece } from './piece.ts';
import type { Template, TemplatePart } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import { planContent, planMultipart } from './planPieces.ts';
import type { Path } from './problem.ts';
import { joinTemplate, toTemplate, toTemplatePart } from './resolvedText.ts';
import type { RequestStep } from './steps.ts';

/** A body and the content type that goes with it, unless the file gives one. */
export interface PlannedBody {
  readonly body: Template | null;
  readonly contentType: string | null;
  /** In place of `body`, where it is not just a text. */
  readonly pieces?: PlannedPiece[];
}

export function planBody(context: PlanContext, step: RequestStep, path: Path): PlannedBody {
  if (step.json !== undefined) {
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

/** JSON text; a call that is a value by itself and gives a number stands in it without quotes. */
export function planJson(context: PlanContext, value: unknown, path: Path): Template {
  const parts: TemplatePart[] = [];
  writeJson(context, value, path, parts);
  return joinTemplate(parts);
}

function writeJson(context: PlanContext, value: unknown, path: Path, parts: TemplatePart[]): void {
  if (typeof value === 'string') writeJsonText(context, value, path, parts);
  else if (Array.isArray(value)) {
    parts.push('[');
    value.forEach((item, index) => {
      if (index > 0) parts.push(',');
      writeJson(context, item, [...path, index], parts);
    });
    parts.push(']');
  } else if (typeof value === 'object' && value !== null) {
    parts.push('{');
    Object.entries(value).forEach(([key, item], index) => {
      parts.push(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`);
      writeJson(context, item, [...path, key], parts);
    });
    parts.push('}');
  } else parts.push(JSON.stringify(value ?? null));
}

function writeJsonText(context: PlanContext, text: string, path: Path, parts: TemplatePart[]): void {
  const resolved = context.template(text, path);
  const [only] = resolved;
  if (resolved.length === 1 && only?.kind === 'call' && !TEXT_CALLS.has(only.call)) {
    // As JSON values: a text item brings its quotes, a number has none.
    const args = isChoice(only.call) ? only.args.map((arg) => JSON.stringify(arg)) : [...only.args];
    parts.push({ call: only.call, args });
    return;
  }
  if (resolved.length === 1 && only?.kind === 'slot') {
    // It keeps its type: what was captured from JSON as a number is sent as one.
    parts.push(toTemplatePart(only, 'jsonValue'));
    return;
  }
  parts.push('"', ...resolved.map((part) => toTemplatePart(part, 'json')), '"');
}

/** They give text, also where they are a value by themselves. */
const TEXT_CALLS: ReadonlySet<string> = new Set(['uuid', 'date', 'random.string']);

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
