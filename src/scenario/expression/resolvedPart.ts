import type { CallPart } from './expression.ts';

/** A part of a text with the variables put in; what is left is evaluated for every request. */
export type ResolvedPart =
  | { readonly kind: 'text'; readonly text: string }
  | CallPart
  | {
      readonly kind: 'slot';
      readonly slot: number;
      readonly name: string;
      readonly fallback: string | null;
    }
  | { readonly kind: 'base64'; readonly parts: readonly ResolvedPart[] };
