import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { PinnedOrigin } from './pinnedOrigin.ts';
import type { Transport } from './transport.ts';

/** What making a connection took. */
export interface ConnectTimes {
  readonly connectingMs: number;
  /** 0 without TLS. */
  readonly tlsHandshakingMs: number;
}

/** What it takes to make a connection. */
export interface Way {
  readonly pin: PinnedOrigin;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** Begins to connect to the address that was pinned for an origin. @param protocols for TLS to choose from */
export function connectTo(
  { hostname, address, port, tls, socketPath }: PinnedOrigin,
  transport: Transport,
  protocols: readonly string[],
  onRead?: OnReadOpts,
): Socket {
  const place = socketPath === undefined ? { host: address, port } : { path: socketPath };
  const where = { ...place, ...(onRead === undefined ? {} : { onread: onRead }) };
  if (!tls) return connectTcp(where);
  const servername = isIP(hostname) ? '' : hostname;
  // Here, not at the top: to load it takes as long as all our own code, and few targets on one's own machine need it.
  const { connect: connectTls } = process.getBuiltinModule('node:tls');
  return connectTls({ ...where, servername, ...transport.tls, ALPNProtocols: [...protocols] });
}

/**
 * Connects to the address that was pinned for an origin.
 * @param onRead takes what comes, in place of `data` events
 * @param protocols for TLS to choose from, the best first
 * @param settled called once: with the times it took, or with the error for which there is no connection
 */
export function openSocket(
  { pin, transport, clock }: Way,
  onRead: OnReadOpts | undefined,
  protocols: readonly string[],
  settled: (error: Error | null, times: ConnectTimes) => void,
): Socket {
  const { tls } = pin;
  const beganMs = clock.nowMs();
  const socket = connectTo(pin, transport, protocols, onRead);
  let connectedMs = beganMs;
  let waiting = true;
  const settle = (error: Error | null) => {
    if (!waiting) return;
    waiting = false;
    const tlsHandshakingMs = tls ? clock.nowMs() - connectedMs : 0;
    settled(error, { connectingMs: connectedMs - beganMs, tlsHandshakingMs });
  };
  socket.setNoDelay(true);
  socket.once('connect', () => {
    connectedMs = clock.nowMs();
  });
  socket.once(tls ? 'secureConnect' : 'connect', () => settle(null));
  socket.on('error', settle);
  socket.once('close', () => settle(new Error('the connection was closed while it was being made')));
  return socket;
}
