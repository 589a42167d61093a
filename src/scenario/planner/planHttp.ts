import { dirname, resolve } from 'node:path';
import * as zlib from 'node:zlib';
import type { Plan } from '../plan/plan.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { PlanContext } from './planContext.ts';
import { urlProblem } from './target.ts';

/** How many redirects a request follows where its step does not say; undefined for as many as is usual. */
export function commonRedirects({ redirects }: ScenarioFile): number | undefined {
  return typeof redirects === 'object' ? redirects.max : redirects;
}

/** What the plan says of cookies; nothing where they live as long as an iteration. */
export function planCookies({ cookies }: ScenarioFile): Pick<Plan, 'cookies'> {
  if (cookies === false) return { cookies: 'off' };
  return cookies === 'vu' ? { cookies } : {};
}

/** How many connections `shared` has where no number is given. */
const SHARED_CONNECTIONS = 10;

/** How the plan uses connections; nothing where each user has its own. */
export function planConnections({ connections }: ScenarioFile): Pick<Plan, 'connections'> {
  if (connections === undefined || connections === 'per-vu') return {};
  return { connections: connections === 'shared' ? { shared: SHARED_CONNECTIONS } : connections };
}

/** Where the file asks for HTTP/2, and may get it; nothing where it does not. */
export function planHttp2(
  context: PlanContext,
  { http2 }: ScenarioFile,
  origins: readonly string[],
): Pick<Plan, 'http2'> {
  if (http2 !== true) return {};
  if (!origins.some((origin) => origin.startsWith('https:'))) {
    const message =
      'http2 changes nothing: no origin of this file is https, and HTTP/2 is spoken over TLS alone';
    context.warn(['http2'], message, 'Leave it out, or give a `target` with https://.');
  }
  return { http2: { place: context.place(['http2']) } };
}

/** What every Node can unpack. */
const USUAL_CODINGS = ['gzip', 'deflate', 'br'];

/** The header that says what responses may be compressed with, by its name in lower case. */
export function acceptedCodings(
  context: PlanContext,
  { compression }: ScenarioFile,
): Map<string, readonly [string, string]> {
  if (compression === undefined || compression === false) return new Map();
  const codings: readonly string[] = compression === true ? USUAL_CODINGS : compression;
  if (codings.includes('zstd') && !('zstdDecompressSync' in zlib)) {
    const hint = 'Leave it out, or run with Node 22.15 or newer.';
    context.error(['compression'], `zstd cannot be unpacked by Node ${process.versions.node}`, hint);
  }
  return new Map([['accept-encoding', ['Accept-Encoding', codings.join(', ')]]]);
}

/** What the kernel's address of a Unix socket has room for, on Linux; macOS has 4 less. */
const MOST_SOCKET_BYTES = 107;

/** Where the target listens in place of a port; nothing where it has one. */
export function planSocket(
  context: PlanContext,
  { socketPath }: ScenarioFile,
  file: string,
): Pick<Plan, 'socketPath'> {
  if (socketPath === undefined) return {};
  const text = context.text(socketPath, ['socketPath']).trim();
  if (text === '') return {};
  const isPipe = text.startsWith('\\\\.\\pipe\\');
  const path = isPipe ? text : resolve(dirname(file), text.replace(/^unix:(?:\/\/)?/, ''));
  if (!isPipe && Buffer.byteLength(path) > MOST_SOCKET_BYTES) {
    const message = `the path of a socket may have ${MOST_SOCKET_BYTES} bytes, and ${path} has ${Buffer.byteLength(path)}`;
    context.error(['socketPath'], message, 'Let the API listen at a shorter one.');
  }
  return { socketPath: path };
}

/** The origins that redirects may lead to beside those that the flows reach. */
export function redirectOrigins(context: PlanContext, { redirects }: ScenarioFile): string[] {
  if (typeof redirects !== 'object') return [];
  return (redirects.to ?? []).flatMap((written, index) => {
    const path = ['redirects', 'to', index];
    const text = context.text(written, path).trim();
    if (text === '') return [];
    const wrong = urlProblem(text);
    if (wrong === null) return [new URL(text).origin];
    context.error(path, wrong.message, wrong.hint);
    return [];
  });
}
