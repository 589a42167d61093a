import { isLoopbackAddress } from '../../base/address.ts';

/** Where a requester connects: an origin and the one address of its host that answered. */
export interface PinnedOrigin {
  readonly origin: string;
  /** As in the URL, without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  /** In place of address and port: the Unix socket, or Windows' named pipe, at which it listens. */
  readonly socketPath?: string;
}

/**
 * Where an origin is reached that may not be one of the plan's: at a host of the plan, by any port, and on this
 * machine where some origin of the plan is. Null for all else, to which nobody has allowed load.
 */
export function pinFor(pins: Readonly<Record<string, PinnedOrigin>>, origin: string): PinnedOrigin | null {
  const known = pins[origin];
  if (known !== undefined) return known;
  const url = new URL(origin);
  const tls = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
  const same = Object.values(pins).find((pin) => pin.hostname === hostname && pin.socketPath === undefined);
  if (same !== undefined) return { ...same, origin, port, tls };
  // A server elsewhere may not have load sent to what listens here.
  if (!Object.values(pins).some(isLocal)) return null;
  if (isLoopbackAddress(hostname)) return { origin, hostname, address: hostname, port, tls };
  // RFC 6761 section 6.3: it is loopback whatever a name server says.
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) return null;
  return { origin, hostname, address: 'localhost', port, tls };
}

function isLocal({ address, socketPath }: PinnedOrigin): boolean {
  return socketPath !== undefined || isLoopbackAddress(address);
}

/** `127.0.0.1:3000`, `[::1]:3000`, `/run/api.sock`. */
export function endpointOf(pin: Pick<PinnedOrigin, 'address' | 'port' | 'socketPath'>): string {
  if (pin.socketPath !== undefined) return pin.socketPath;
  return pin.address.includes(':') ? `[${pin.address}]:${pin.port}` : `${pin.address}:${pin.port}`;
}
