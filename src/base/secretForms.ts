/** A shorter secret stands in too much that is none. */
export const LEAST_SECRET = 4;
/** Fewer characters of Base64 occur by chance. */
export const LEAST_BASE64 = 6;

/** How a secret may stand in a text. */
export interface SecretForms {
  /** As it is, and as it is written in URLs and forms; the longest first. JSON and HTML are undone. */
  readonly plain: readonly string[];
  /** What its bytes are in Base64, wherever in the encoded text they begin: without the characters that others share. */
  readonly base64: readonly string[];
}

/** All forms of a secret; none where it is too short to be told from anything else. */
export function formsOf(secret: string): SecretForms {
  if (secret.length < LEAST_SECRET) return { plain: [], base64: [] };
  const whole = secret.replace(/\p{Surrogate}/gu, '\uFFFD');
  const query = encodeURIComponent(whole);
  const strict = query.replace(/[!'()*~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = whole.replace(/[^\x21-\x7e]|["#<>\\^`{|}]/gu, encodeURIComponent);
  const encoded = [query, strict, path];
  const plain = [
    secret,
    whole,
    ...encoded,
    ...encoded.map((one) => one.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    ...encoded.map((one) => one.replaceAll('%20', '+')),
  ];
  return {
    plain: distinct(plain),
    base64: distinct(base64Of(Buffer.from(whole))),
  };
}

function distinct(forms: readonly string[]): string[] {
  return [...new Set(forms)].filter((one) => one !== '').sort((a, b) => b.length - a.length);
}

/** By whether none, one or two bytes of a group of three come before; those at both ends hold others' bits too. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((whole.length * 8) / 6);
    const core = whole.toString('base64').slice(from, to);
    if (core.length < LEAST_BASE64) return [];
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
