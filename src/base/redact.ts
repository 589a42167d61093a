import { formsOf, type SecretForms } from './secretForms.ts';
import { coverSecrets } from './secretSearch.ts';

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

const FORM_FIELD = /((?:^|[?&;\s]|\\u0026)([\w.[\]-]{1,80})=)([^&;\s"'<>]+)/gi;
const HEADER_LINE = /(^|\n|\\n)([A-Za-z][\w-]{1,80})(:[ \t]*)([^\r\n]+)/g;
const SCHEME =
  /\b(Bearer|Basic|Digest|Negotiate|ApiKey|Token)(\s+)(?:[\w.~+/=-]|\\+\/|\\+u00(?:2[bdef]|3d|5f|7e)){6,}/gi;
const JWT = /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g;

/**
 * Takes secrets out of a text that is to be shown or stored: values of secret fields in JSON, forms, query
 * strings and header lines, credentials after `Bearer` and its like, JSON web tokens, and each of `known`.
 */
export function redactText(text: string, known: readonly string[] = []): string {
  return redactFields(hideSecrets(text, known))
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
 * Takes each of `known` out of a text: as it is, as it stands in a URL, a form, HTML or JSON (however that escapes
 * it, and however often), in Base64 with whatever is encoded with it (a user's name), and its beginning where the
 * text was cut off in it.
 */
export function hideSecrets(text: string, known: readonly string[]): string {
  return text === '' || known.length === 0 ? text : hideForms(text, known.map(formsOf));
}

/** The same of secrets whose forms are known, for many texts. */
export function hideForms(text: string, known: readonly SecretForms[]): string {
  return coverSecrets(text, known, REDACTED);
}

/** A name in quotes before a colon; where the text is within a text, its quotes have backslashes, or are codes. */
const FIELD_NAME = /"((?:[^"\\]|\\.){1,80})"\s*:\s*|(?<!\\)(\\+(?:"|u0022))([^"\\]{1,80})\2\s*:\s*/g;
const FIELD_VALUE = /^(?:"(?:[^"\\]|\\.)*"?|-?\d[\d.eE+-]*|\[[^\]]*\]?|\{[^}]*\}?)/;
/** Takes out the values of secret fields, however deep they are. */
function redactFields(text: string): string {
  let clean = '';
  let end = 0;
  for (const { 0: head, 1: name, 2: quote, 3: innerName, index } of text.matchAll(FIELD_NAME)) {
    if (index < end || !isSecretName(name ?? innerName ?? '')) continue;
    const from = index + head.length;
    const rest = text.slice(from);
    const isInner = quote !== undefined && rest.startsWith(quote);
    const length = isInner ? innerLength(rest, quote) : (FIELD_VALUE.exec(rest)?.[0].length ?? 0);
    if (length === 0) continue;
    clean += `${text.slice(end, from)}${quote ?? '"'}${REDACTED}${quote ?? '"'}`;
    end = from + length;
  }
  return clean + text.slice(end);
}

/**
 * The length of a text within a text, which begins with a quote. It ends at another such; a backslash at its own end
 * is twice as many there, and as many again for each text that it is within.
 */
function innerLength(text: string, quote: string): number {
  const bars = quote.lastIndexOf('\\') + 1;
  const unit = quote.endsWith('"') ? 2 * (bars + 1) : 4 * bars;
  for (const { 0: all, 1: run = '', index } of text.slice(quote.length).matchAll(/(\\+)(?:"|u0022)/g)) {
    const rest = run.length - bars;
    if (rest >= 0 && rest % unit === 0) return quote.length + index + all.length;
  }
  return text.length;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
