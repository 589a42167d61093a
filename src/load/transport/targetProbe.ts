import { isIP } from 'node:net';
import { formatDurationMs } from '../../base/duration.ts';
import { HotlapError } from '../../base/errors.ts';
import { printable, toExchangeError } from './exchangeError.ts';
import { connectTo } from './openSocket.ts';
import { endpointOf, type PinnedOrigin } from './pinnedOrigin.ts';
import { PLAIN_TRANSPORT, type Transport } from './transport.ts';

/** How long a host may take to accept a connection. */
const CONNECT_TIMEOUT_MS = 5000;
/** An HTTP server waits to be spoken to; many others (SSH, SMTP, MySQL, FTP) greet. So we listen for a moment. */
const GREETING_MS = 30;

/**
 * Connects to each origin and closes the connection again, so that a target that is down is told before any
 * load. No request is made: the server's own counts stay those of the run. An address of the host that
 * answers is pinned for the whole run.
 * @param hosts host name to the addresses that it may be reached at
 * @param transport as for the load
 * @param socketPath where the first origin, the target, listens in place of an address
 * @returns by origin
 * @throws HotlapError `target-refused`, `target-timeout`, `target-unresolvable`, `target-not-http`
 */
export async function pinOrigins(
  origins: readonly string[],
  hosts: Readonly<Record<string, readonly string[]>>,
  transport: Transport = PLAIN_TRANSPORT,
  socketPath?: string,
): Promise<Record<string, PinnedOrigin>> {
  const pins = await Promise.all(
    origins.map((origin, index) =>
      socketPath !== undefined && index === 0
        ? pinSocket(origin, socketPath, transport)
        : pinOrigin(origin, hosts, { transport, key: index === 0 ? '`target`' : `the URL with ${origin}` }),
    ),
  );
  return Object.fromEntries(pins.map((pin) => [pin.origin, pin]));
}

async function pinSocket(origin: string, socketPath: string, transport: Transport): Promise<PinnedOrigin> {
  const { hostname, protocol } = new URL(origin);
  const pin = { origin, hostname, address: '', port: 0, tls: protocol === 'https:', socketPath };
  const error = await probe(pin, transport);
  if (error === null) return pin;
  throw probeFailure([{ pin, error }], '`socketPath`');
}

async function pinOrigin(
  origin: string,
  hosts: Readonly<Record<string, readonly string[]>>,
  { transport, key }: { readonly transport: Transport; readonly key: string },
): Promise<PinnedOrigin> {
  const url = new URL(origin);
  const tls = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
  const addresses = hosts[hostname] ?? hosts[url.hostname] ?? (isIP(hostname) ? [hostname] : []);
  if (addresses.length === 0) {
    throw new HotlapError({
      code: 'target-unresolvable',
      message: `no address is known for ${hostname}`,
      hint: `check the spelling of the host in ${key}`,
    });
  }
  const failures: { readonly pin: PinnedOrigin; readonly error: ProbeError }[] = [];
  for (const address of addresses) {
    const pin = { origin, hostname, address, port, tls };
    const error = await probe(pin, transport);
    if (error === null) return pin;
    failures.push({ pin, error });
  }
  throw probeFailure(failures, key);
}

type ProbeError = NodeJS.ErrnoException & { greeting?: string };

/** @returns null where the address accepts the connection and keeps silent */
function probe(pin: PinnedOrigin, transport: Transport): Promise<ProbeError | null> {
  return new Promise((resolve) => {
    const { tls } = pin;
    const socket = connectTo(pin, transport, ['http/1.1']);
    let timer = setTimeout(() => {
      settle(Object.assign(new Error('no answer'), { code: 'HOTLAP_TIMEOUT' }));
    }, CONNECT_TIMEOUT_MS);
    const settle = (error: ProbeError | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(null), tls ? 0 : GREETING_MS);
    });
    socket.once('data', (data: Buffer) => {
      const text = data.toString('latin1');
      settle(text.startsWith('HTTP/') ? null : Object.assign(new Error('greeted'), { greeting: text }));
    });
    socket.on('error', settle);
  });
}

/** @param key what of the scenario file says where to connect */
function probeFailure(
  failures: readonly { readonly pin: PinnedOrigin; readonly error: ProbeError }[],
  key: string,
): HotlapError {
  const [first] = failures;
  const refused = failures.filter(({ error }) => error.code === 'ECONNREFUSED');
  if (!first) return new HotlapError({ code: 'target-unresolvable', message: 'the target has no address' });
  if (refused.length === failures.length) {
    const where = [...new Set(refused.map(({ pin }) => endpointOf(pin)))].join(' and ');
    return new HotlapError({
      code: 'target-refused',
      message: `connection refused at ${where}: is the API running?`,
      hint: `start the API, or correct ${key} in the scenario file`,
    });
  }
  const { pin, error } = failures.find((one) => one.error.code !== 'ECONNREFUSED') ?? first;
  const at = endpointOf(pin);
  if (error.greeting !== undefined) {
    return new HotlapError({
      code: 'target-not-http',
      message: `${at} does not speak HTTP: it greets with \`${printable(error.greeting)}\``,
      hint: `check the ${key === '`socketPath`' ? 'path' : 'port'} in ${key}`,
    });
  }
  if (error.code === 'HOTLAP_TIMEOUT' || error.code === 'ETIMEDOUT') {
    return new HotlapError({
      code: 'target-timeout',
      message: `no connection to ${at} within ${formatDurationMs(CONNECT_TIMEOUT_MS)}`,
      hint: 'check the address, and whether a firewall is between',
    });
  }
  const { code, reason } = toExchangeError(error, pin);
  const tlsFailed = pin.tls && (code >= 1300 || error.code === 'ECONNRESET');
  return new HotlapError({
    code: tlsFailed ? 'target-not-http' : 'target-refused',
    message: tlsFailed ? `no HTTPS with ${at}: ${reason}` : `no connection to ${at}: ${reason}`,
    hint: tlsHint(tlsFailed, code, key),
  });
}

function tlsHint(tlsFailed: boolean, code: number, key: string): string {
  if (!tlsFailed) return `check ${key} in the scenario file`;
  if (code === 1310) return 'name the certificate of its authority in the scenario file: tls: { ca: ca.pem }';
  if (code === 1311)
    return 'if it is the right host, say what its certificate calls it: tls: { serverName: … }';
  return 'if the API speaks plain HTTP there, write http:// in `target`';
}
