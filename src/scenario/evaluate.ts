import { assertNever } from '../base/assertNever.ts';
import type { Template, TemplateCall } from './plan.ts';

/** What an expression may ask of the virtual user that evaluates it. */
export interface EvaluationContext {
  /** From 1. */
  readonly vu: number;
  /** From 0. */
  readonly iter: number;
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** At least 0, below 1. */
  random(): number;
}

type Evaluate = (context: EvaluationContext) => string;

/** A function that gives a template's text; a constant one always gives the same string. */
export function compileTemplate(template: Template): Evaluate {
  if (typeof template === 'string') return () => template;
  const parts = template.map((part) => (typeof part === 'string' ? () => part : compileCall(part)));
  const [first, second, third] = parts;
  if (first === undefined) return () => '';
  if (second === undefined) return first;
  if (third === undefined) return (context) => first(context) + second(context);
  return (context) => {
    let text = '';
    for (const part of parts) text += part(context);
    return text;
  };
}

function compileCall({ call, args }: TemplateCall): Evaluate {
  switch (call) {
    case 'random.int': {
      const from = Number(args[0]);
      const count = Number(args[1]) - from + 1;
      return (context) => String(from + Math.floor(context.random() * count));
    }
    case 'random.item': {
      const items = args.map(String);
      return (context) => items[Math.floor(context.random() * items.length)] ?? '';
    }
    case 'uuid':
      return uuid;
    case 'vu':
      return (context) => String(context.vu);
    case 'iter':
      return (context) => String(context.iter);
    case 'now':
      return (context) => String(Math.floor(context.nowMs()));
    default:
      return assertNever(call);
  }
}

/** RFC 9562 version 4, from the context's own random numbers, so that a seed decides it. */
function uuid(context: EvaluationContext): string {
  const word = () => Math.floor(context.random() * 0x1_0000_0000);
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(word()), hex(word()), hex(word()), hex(word())];
  const variant = '89ab'.charAt(Number.parseInt(c.charAt(0), 16) & 3);
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
