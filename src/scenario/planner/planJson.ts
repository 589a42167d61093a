import { isChoice } from '../expression/expression.ts';
import { joinTemplate, toTemplatePart } from '../expression/resolvedText.ts';
import type { Template, TemplatePart } from '../expression/template.ts';
import type { Path } from '../problem.ts';
import type { PlanContext } from './planContext.ts';

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
