import type { ErrorInfo } from '../base/errors.ts';

/**
 * Message and hint as a notification says them, which knows no Markdown:
 * `Connection refused at 127.0.0.1:3000: is the API running? Start the API, or correct “target” in the file.`
 */
export function sentence({ message, hint }: Pick<ErrorInfo, 'message' | 'hint'>): string {
  return [message, ...(hint ? [hint] : [])].map(spoken).join(' ');
}

function spoken(text: string): string {
  const quoted = text.replace(/`([^`]*)`/g, '“$1”');
  // What begins with a word is a sentence; a path, a host or a key keeps its case.
  const begun = /^[a-z]+[ ,]/.test(quoted) ? quoted.charAt(0).toUpperCase() + quoted.slice(1) : quoted;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
