/** What is wrong with a header and what to do; null where it may be sent. */
export type HeaderProblem = { readonly message: string; readonly hint: string } | null;

/** They frame the message; a wrong one would break the connection. */
const OURS = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export function headerNameProblem(name: string): HeaderProblem {
  if (OURS.includes(name.toLowerCase())) {
    return { message: `the header ${name} is set by Hotlap itself`, hint: 'Remove it.' };
  }
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return null;
  const message = `${JSON.stringify(name)} is no header name`;
  return { message, hint: 'A name has letters, digits and - only.' };
}

/** Looks at the value as it will be sent; a value of expressions is looked at again once they are resolved. */
export function headerValueProblem(name: string, value: string): HeaderProblem {
  const bad = /[^\t\x20-\x7e\x80-\xff]/.exec(value)?.[0];
  if (bad === undefined) return null;
  if (bad === '\n' || bad === '\r') {
    const message = `the value of the header ${name} has a line break in it`;
    return { message, hint: 'Write it on one line, without | or >; HTTP allows no line break in a header.' };
  }
  const code = (bad.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `the value of the header ${name} has the character U+${code}, which HTTP does not allow there`;
  return { message, hint: 'Remove it, or encode the value (percent or base64).' };
}
