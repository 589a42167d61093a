/** What is kept outside of the file and shown nowhere. */
export interface SecretPart {
  readonly kind: 'secret';
  readonly name: string;
  /** As it was written, so that its place can be found. */
  readonly source?: string;
}

/** What to write, and what it is. */
export const SECRET = {
  write: 'secret:NAME',
  gives:
    'a secret: the editor asks for it once and keeps it in its secret storage; in a terminal it is HOTLAP_SECRET_NAME of the environment. No result shows it',
} as const;

/** Reads what follows `secret:`. */
export function readSecret(
  name: string,
): { readonly part: SecretPart } | { readonly message: string; readonly hint: string } {
  if (/^[A-Za-z_]\w*$/.test(name)) return { part: { kind: 'secret', name } };
  const hint = `Write it like \${secret:API_TOKEN}, in letters, digits and _.`;
  if (name.includes(':-')) return { message: 'a secret has no default: it would stand in the file', hint };
  return { message: `"${name}" is no name of a secret`, hint };
}
