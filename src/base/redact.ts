/** What stands where a secret was. */
export const REDACTED = '***';

const SECRET_NAME =
  /authorization|cookie|token|secret|passw(?:or)?d|passphrase|pwd|api[-_]?key|access[-_]?key|private[-_]?key|credential|signature|session[-_]?id|\botp\b/i;

/** Whether a header, a query parameter or a field of this name holds what nobody but its owner may see. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || /^(?:auth|x-auth.*|sid|jwt|pin|pass|pw|sig)$/i.test(name);
}

/** The same of a variable of the environment; there, and in a query, a `KEY` is one that opens something. */
export function isSecretVariable(name: string): boolean {
  return isSecretName(name) || /(?:^|_)(?:key|pass|pw|auth|sig|pin|jwt|sid)$/i.test(name);
}

/** A shorter one stands in too much that is none. */
const LEAST_KNOWN = 4;

const JSON_FIELD =
  /("((?:[^"\\]|\\.){1,80})"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|\[[^\]]*\]?|\{[^}]*\}?)/g;
const FORM_FIELD = /((?:^|[?&;\s])([\w.[\]-]{1,80})=)([^&;\s"'<>]+)/g;
const HEADER_LINE = /(^|\n|\\n)([A-Za-z][\w-]{1,80})(:[ \t]*)([^\r\n]+)/g;
const SCHEME = /\b(Bearer|Basic|Digest|Negotiate|ApiKey|Token)(\s+)[\w.~+/=-]{6,}/gi;
const JWT = /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g;

/**
 * Takes secrets out of a text that is to be shown or stored: values of secret fields in JSON, forms, query
 * strings and header lines, credentials after `Bearer` and its like, JSON web tokens, and each of `known`.
 */
export function redactText(text: string, known: readonly string[] = []): string {
  return hide(text, known)
    .replace(JSON_FIELD, (all, head: string, name: string) =>
      isSecretName(name) ? `${head}"${REDACTED}"` : all,
    )
    .replace(HEADER_LINE, (all, start: string, name: string, colon: string) =>
      isSecretName(name) ? `${start}${name}${colon}${REDACTED}` : all,
    )
    .replace(FORM_FIELD, (all, head: string, name: string) => (isSecretName(name) ? head + REDACTED : all))
    .replace(SCHEME, `$1$2${REDACTED}`)
    .replace(JWT, REDACTED);
}

/** The URL with the values of secret query parameters, and a password before the host, taken out. */
export function redactUrl(url: string, known: readonly string[] = []): string {
  const bare = url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@\s:]*):[^/?#@\s]*@/i, `$1:${REDACTED}@`);
  const query = bare.indexOf('?');
  if (query < 0) return hide(bare, known);
  const parameters = bare
    .slice(query + 1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals > 0 && isSecretVariable(decoded(pair.slice(0, equals)))
        ? `${pair.slice(0, equals)}=${REDACTED}`
        : pair;
    });
  return hide(`${bare.slice(0, query)}?${parameters.join('&')}`, known);
}

function hide(text: string, known: readonly string[]): string {
  let clean = text;
  for (const secret of known) {
    if (secret.length < LEAST_KNOWN) continue;
    clean = clean.replaceAll(secret, REDACTED);
    const encoded = encodeURIComponent(secret);
    if (encoded !== secret) clean = clean.replaceAll(encoded, REDACTED);
  }
  return clean;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
