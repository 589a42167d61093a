import { isSecretName } from '../../base/redact.ts';
import type { RequestBody } from '../body/bodySource.ts';
import type { ExchangeError } from '../transport/requester.ts';

/** A request as it was sent, as far as a redirect may have to send it again. */
export interface SentRequest {
  readonly method: string;
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly body: RequestBody | null;
}

/** k6's and Go's, where nothing is said. */
export const DEFAULT_REDIRECTS = 10;

/** The statuses that lead to another place where there is a `Location`: RFC 9110 section 15.4. */
export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/**
 * The request that a redirect asks for. 307 and 308 keep method and body; after the others it is a GET (a HEAD
 * stays one), as in k6. What is secret does not leave its origin.
 * @param location as the response gives it
 * @param isSecret whether a header that looks like no secret is one all the same
 * @returns k6's 1020 where that leads nowhere
 */
export function followRedirect(
  status: number,
  location: string,
  sent: SentRequest,
  isSecret: (name: string, value: string) => boolean = () => false,
): SentRequest | ExchangeError {
  const base = sent.origin + sent.path;
  if (!URL.canParse(location, base)) {
    return { code: 1020, reason: `redirected to \`${shown(location)}\`, which is no URL` };
  }
  const url = new URL(location, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const where = `${url.protocol}//${url.host}`;
    const reason = `redirected to ${shown(where)}, which is neither http nor https; redirects: 0 takes the redirect itself as the answer`;
    return { code: 1020, reason };
  }
  const keepsBody = status === 307 || status === 308;
  const becomesGet = !keepsBody && sent.method !== 'GET' && sent.method !== 'HEAD';
  const { origin } = url;
  return {
    method: becomesGet ? 'GET' : sent.method,
    origin,
    path: url.pathname + url.search,
    headers: headersFor(sent, becomesGet || !keepsBody, origin === sent.origin ? null : isSecret),
    body: keepsBody ? sent.body : null,
  };
}

/** @param isSecret null where they stay with their origin */
function headersFor(
  { headers }: SentRequest,
  dropsContent: boolean,
  isSecret: ((name: string, value: string) => boolean) | null,
): readonly string[] {
  if (!dropsContent && isSecret === null) return headers;
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const key = name.toLowerCase();
    if (dropsContent && (key.startsWith('content-') || key === 'transfer-encoding')) continue;
    const value = headers[i + 1] ?? '';
    if (isSecret !== null && (key === 'host' || isSecretName(name) || isSecret(name, value))) continue;
    kept.push(name, value);
  }
  return kept;
}

/** The server's text, on one line. */
function shown(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '.').slice(0, 80);
}
