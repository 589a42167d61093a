import { type ConnectionOptions, createSecureContext, rootCertificates } from 'node:tls';
import type { PlannedTls } from '../../scenario/plan/plannedHttp.ts';

/** How the connections of a run are made, beside where they go. Made once: it holds parsed certificates. */
export interface Transport {
  readonly tls: ConnectionOptions;
}

/** As Node makes them. */
export const PLAIN_TRANSPORT: Transport = { tls: {} };

/** @param planned null for what Node does by itself */
export function transportOf(planned: PlannedTls | null): Transport {
  if (planned === null) return PLAIN_TRANSPORT;
  const { ca, cert, key, insecure, serverName } = planned;
  return {
    tls: {
      secureContext: createSecureContext({
        // One's own authority stands beside the public ones: a flow may reach both kinds of hosts.
        ...(ca === undefined ? {} : { ca: [...rootCertificates, ...ca] }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
      }),
      ...(insecure === true ? { rejectUnauthorized: false } : {}),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
  };
}
