import { assertNever } from '../../base/assertNever.ts';
import { type Encoding, encodeText } from './encoding.ts';
import { type CallPart, isChoice, printCall } from './expression.ts';
import type { ResolvedPart } from './resolvedPart.ts';
import type { Template, TemplateCall, TemplatePart } from './template.ts';

/** Joins neighbouring texts; one text, or none, is a plain string. */
export function joinTemplate(parts: readonly TemplatePart[]): Template {
  const joined: TemplatePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  if (joined.length === 0) return '';
  const [only] = joined;
  return joined.length === 1 && typeof only === 'string' ? only : joined;
}

/** A template of resolved parts, all of the user's texts written as `encoding` says. */
export function toTemplate(parts: readonly ResolvedPart[], encoding: Encoding): Template {
  return joinTemplate(parts.map((part) => toTemplatePart(part, encoding)));
}

export function toTemplatePart(part: ResolvedPart, encoding: Encoding): TemplatePart {
  // What the file itself puts into a header is checked, not cleaned.
  const own = encoding === 'header' ? 'none' : encoding;
  switch (part.kind) {
    case 'text':
      return encodeText(own, part.text);
    case 'call':
      return encodeCall(part, own);
    case 'slot': {
      const fallback = part.fallback === null ? null : encodeText(own, part.fallback);
      return { slot: part.slot, encoding, fallback };
    }
    case 'base64':
      return { base64: [toTemplate(part.parts, 'none')].flat(), encoding };
    default:
      return assertNever(part);
  }
}

/** Only a choice gives text of the user's; the others give digits, letters, a time or a UUID. */
function encodeCall({ call, args }: CallPart, encoding: Encoding): TemplateCall {
  return { call, args: isChoice(call) ? args.map((arg) => encodeText(encoding, String(arg))) : [...args] };
}

/** A part as it stands in the file, with the variables put in. */
export function showPart(part: ResolvedPart): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'call') return printCall(part);
  return part.kind === 'slot' ? `\${${part.name}}` : `\${base64(…)}`;
}

/** The text of parts that are known. */
export function constantText(parts: readonly ResolvedPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
