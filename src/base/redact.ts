import { formsOf, LEAST_SECRET, type SecretForms } from './secretForms.ts';

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
  return hideSecrets(text, known)
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
  if (query < 0) return hideSecrets(bare, known);
  const parameters = bare
    .slice(query + 1)
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals > 0 && isSecretVariable(decoded(pair.slice(0, equals)))
        ? `${pair.slice(0, equals)}=${REDACTED}`
        : pair;
    });
  return hideSecrets(`${bare.slice(0, query)}?${parameters.join('&')}`, known);
}

/**
 * Takes each of `known` out of a text: as it is, as it stands in a URL, a form, JSON or HTML, in Base64 with
 * whatever is encoded with it (a user's name), and its beginning where the text was cut off in it.
 */
export function hideSecrets(text: string, known: readonly string[]): string {
  return text === '' || known.length === 0 ? text : hideForms(text, known.map(formsOf));
}

/** The same of secrets whose forms are known, for many texts. */
export function hideForms(text: string, known: readonly SecretForms[]): string {
  let clean = text;
  for (const { plain, base64 } of known) {
    for (const form of base64) clean = hideBase64(clean, form);
    for (const form of plain) clean = clean.replaceAll(form, REDACTED);
    for (const form of plain) clean = hideCutOff(clean, form);
  }
  return clean;
}

const BASE64_CHARACTER = /[\w+/-]/;

/** Hides the whole of the encoded text in which the form stands. */
function hideBase64(text: string, form: string): string {
  let clean = text;
  for (let at = clean.indexOf(form); at >= 0; at = clean.indexOf(form, at + REDACTED.length)) {
    let start = at;
    let end = at + form.length;
    while (start > 0 && BASE64_CHARACTER.test(clean.charAt(start - 1))) start--;
    while (end < clean.length && BASE64_CHARACTER.test(clean.charAt(end))) end++;
    while (clean.charAt(end) === '=') end++;
    clean = clean.slice(0, start) + REDACTED + clean.slice(end);
    at = start;
  }
  return clean;
}

/** Hides the beginning of a form at the end of the text, and before the marks of where it was shortened. */
function hideCutOff(text: string, form: string): string {
  if (!text.includes(form.slice(0, LEAST_SECRET))) return text;
  let clean = '';
  let from = 0;
  for (const { index: at } of text.matchAll(/\.\.\.|…|$/g)) {
    const before = text.slice(Math.max(from, at - form.length), at);
    let length = Math.min(form.length - 1, before.length);
    while (length >= LEAST_SECRET && !before.endsWith(form.slice(0, length))) length--;
    clean += length < LEAST_SECRET ? text.slice(from, at) : text.slice(from, at - length) + REDACTED;
    from = at;
  }
  return clean + text.slice(from);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
