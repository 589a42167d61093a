import { assertNever } from '../../base/assertNever.ts';
import { encodeText, encodeValue, type SlotValue } from './encoding.ts';
import type { Template, TemplateCall, TemplatePart, TemplateSlot } from './template.ts';

/** What an expression may ask of the virtual user that evaluates it. */
export interface EvaluationContext {
  /** From 1. */
  readonly vu: number;
  /** From 0. */
  readonly iter: number;
  /** Of a generated csv, from 1. */
  readonly row?: number;
  /** Captured values and those of data rows, by the plan's slots; undefined where there is none yet. */
  readonly slots: readonly SlotValue[];
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** At least 0, below 1. */
  random(): number;
}

type Evaluate = (context: EvaluationContext) => string;

/** A function that gives a template's text; a constant one always gives the same string. */
export function compileTemplate(template: Template): Evaluate {
  if (typeof template === 'string') return () => template;
  const parts = template.map(compilePart);
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

function compilePart(part: TemplatePart): Evaluate {
  if (typeof part === 'string') return () => part;
  if ('slot' in part) return compileSlot(part);
  if ('call' in part) return compileCall(part);
  const inner = compileTemplate(part.base64);
  const { encoding } = part;
  return (context) => encodeText(encoding, Buffer.from(inner(context)).toString('base64'));
}

function compileSlot({ slot, encoding, fallback }: TemplateSlot): Evaluate {
  return (context) => {
    const value = context.slots[slot];
    if (value === undefined) return fallback ?? '';
    return encoding === 'none' && typeof value === 'string' ? value : encodeValue(encoding, value);
  };
}

function compileCall({ call, args }: TemplateCall): Evaluate {
  switch (call) {
    case 'random.int': {
      const from = Number(args[0]);
      const count = Number(args[1]) - from + 1;
      return (context) => String(from + Math.floor(context.random() * count));
    }
    case 'random.float':
      return compileFloat(Number(args[0]), Number(args[1]), args[2]);
    case 'random.item':
    case 'pick': {
      const items = args.map(String);
      return (context) => items[Math.floor(context.random() * items.length)] ?? '';
    }
    case 'random.string':
      return compileString(Number(args[0]));
    case 'uuid':
      return uuid;
    case 'vu':
      return (context) => String(context.vu);
    case 'iter':
      return (context) => String(context.iter);
    case 'now':
      return (context) => String(Math.floor(context.nowMs()));
    case 'date':
      return (context) => new Date(context.nowMs()).toISOString();
    case 'row':
      return (context) => String(context.row ?? 0);
    default:
      return assertNever(call);
  }
}

function compileFloat(from: number, to: number, decimals: string | number | undefined): Evaluate {
  const numberOf = (context: EvaluationContext) => from + context.random() * (to - from);
  if (decimals === undefined) return (context) => String(numberOf(context));
  const digits = Number(decimals);
  return (context) => numberOf(context).toFixed(digits);
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function compileString(length: number): Evaluate {
  return (context) => {
    let text = '';
    while (text.length < length) text += LETTERS.charAt(Math.floor(context.random() * LETTERS.length));
    return text;
  };
}

/** RFC 9562 version 4, from the context's own random numbers, so that a seed decides it. */
function uuid(context: EvaluationContext): string {
  const word = () => Math.floor(context.random() * 0x1_0000_0000);
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(word()), hex(word()), hex(word()), hex(word())];
  const variant = '89ab'.charAt(Number.parseInt(c.charAt(0), 16) & 3);
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
