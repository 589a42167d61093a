import type { Template, TemplateCall } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import { encodeCall, joinTemplate, toTemplate } from './planContext.ts';
import type { Path } from './problem.ts';
import type { RequestStep } from './steps.ts';

/** A body and the content type that goes with it, unless the file gives one. */
export interface PlannedBody {
  readonly body: Template | null;
  readonly contentType: string | null;
}

export function planBody(context: PlanContext, step: RequestStep, path: Path): PlannedBody {
  if (step.json !== undefined) {
    return { body: planJson(context, step.json, [...path, 'json']), contentType: 'application/json' };
  }
  if (step.form !== undefined) {
    const body = planFields(context, step.form, [...path, 'form'], encodeForm);
    return { body, contentType: 'application/x-www-form-urlencoded' };
  }
  if (step.body === undefined) return { body: null, contentType: null };
  return {
    body: toTemplate(context.template(step.body, [...path, 'body']), (text) => text),
    contentType: null,
  };
}

/** JSON text; a call that is a value by itself and gives a number stands in it without quotes. */
function planJson(context: PlanContext, value: unknown, path: Path): Template {
  const parts: (string | TemplateCall)[] = [];
  writeJson(context, value, path, parts);
  return joinTemplate(parts);
}

function writeJson(context: PlanContext, value: unknown, path: Path, parts: (string | TemplateCall)[]): void {
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

function writeJsonText(
  context: PlanContext,
  text: string,
  path: Path,
  parts: (string | TemplateCall)[],
): void {
  const resolved = context.template(text, path);
  const [only] = resolved;
  if (resolved.length === 1 && only?.kind === 'call' && only.call !== 'uuid') {
    // As JSON values: a text item brings its quotes, a number has none.
    const args = only.call === 'random.item' ? only.args.map((arg) => JSON.stringify(arg)) : [...only.args];
    parts.push({ call: only.call, args });
    return;
  }
  const inner = (plain: string) => JSON.stringify(plain).slice(1, -1);
  parts.push('"');
  for (const part of resolved) {
    if (part.kind === 'call') parts.push(encodeCall(part, inner));
    else if (part.kind === 'text') parts.push(inner(part.text));
  }
  parts.push('"');
}

type Fields = NonNullable<RequestStep['form']>;

/** `a=1&b=2`; a list repeats its name. */
export function planFields(
  context: PlanContext,
  fields: Fields,
  path: Path,
  encode: (text: string) => string,
): Template {
  const parts: (string | TemplateCall)[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const isList = Array.isArray(value);
    (isList ? value : [value]).forEach((item, index) => {
      const at = isList ? [...path, name, index] : [...path, name];
      const template = toTemplate(context.template(String(item), at), encode);
      parts.push(`${parts.length > 0 ? '&' : ''}${encode(name)}=`);
      parts.push(...(typeof template === 'string' ? [template] : template));
    });
  }
  return joinTemplate(parts);
}

/** Percent-encodes all but the unreserved characters; a broken surrogate becomes U+FFFD. */
export function encodeQuery(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

/** With half a surrogate pair there is nothing to encode: U+FFFD takes its place. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

function encodeForm(text: string): string {
  return encodeQuery(text).replaceAll('%20', '+');
}
