import type { TemplateSlot } from './template.ts';

/** How a text is written where it stands, so that whatever is in it stays data. */
export type Encoding = TemplateSlot['encoding'];

/** A value that is known only at run time: captured from a response, or of a data file. */
export type SlotValue = unknown;

/** A value as text: a list or map as JSON. */
export function slotText(value: SlotValue): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** A value of any kind, written as `encoding` says. */
export function encodeValue(encoding: Encoding, value: SlotValue): string {
  return encoding === 'jsonValue' ? JSON.stringify(value) : encodeText(encoding, slotText(value));
}

/** A text, written as `encoding` says. */
export function encodeText(encoding: Encoding, text: string): string {
  switch (encoding) {
    case 'header':
      return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
    case 'path':
      return encodePathText(text);
    case 'query':
      return encodeQuery(text);
    case 'form':
      return encodeQuery(text).replaceAll('%20', '+');
    case 'json':
      return JSON.stringify(text).slice(1, -1);
    case 'jsonValue':
      return JSON.stringify(text);
    default:
      return text;
  }
}

/** What may not stand in a request line is percent-encoded; what is encoded already stays. */
function encodePathText(text: string): string {
  return wellFormed(text).replace(/[^\x21-\x7e]|["#<>\\^`{|}]/gu, (character) =>
    encodeURIComponent(character),
  );
}

/** Percent-encodes all but the unreserved characters; a broken surrogate becomes U+FFFD. */
function encodeQuery(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

/** With half a surrogate pair there is nothing to encode: U+FFFD takes its place. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
