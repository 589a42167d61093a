import { basename } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { ErrorInfo } from '../../base/errors.ts';
import type { Plan } from '../../scenario/plan/plan.ts';
import { requestsOf } from '../../scenario/plan/plannedSteps.ts';
import { endpointOf, type PinnedOrigin } from '../transport/pinnedOrigin.ts';
import type { ExchangeError, RequesterFactory } from '../transport/requester.ts';
import { transportOf } from '../transport/transport.ts';
import { RequestersByOrigin } from './requesterFactory.ts';
import { withReuse } from './reuse.ts';

/** Whom requesters tell what they find. */
export interface RequesterListener {
  /** The run cannot go on: an origin does not speak HTTP. */
  onFailed(error: ErrorInfo): void;
  /** Something that the user should know. */
  onWarning(message: string): void;
}

/** What a thread sends a plan's requests with. */
export function planRequesters(
  plan: Plan,
  pins: Readonly<Record<string, PinnedOrigin>>,
  clock: Clock,
  { onFailed, onWarning }: RequesterListener,
): RequesterFactory {
  const http2 = plan.http2 !== undefined;
  const requesters = new RequestersByOrigin({
    http2,
    phased: hasPhaseLimits(plan),
    pins,
    clock,
    transport: transportOf(plan.tls ?? null),
    onNotHttp: (error, pin) => onFailed(notHttp(error, pin)),
    onNoHttp2: (pin) => onWarning(noHttp2(plan, pin)),
  });
  return withReuse(requesters, plan.connections, { clock, http2 });
}

function hasPhaseLimits({ flows }: Plan): boolean {
  return Object.values(flows).some((steps) => requestsOf(steps).some(({ limits }) => limits !== undefined));
}

/** With the place at which the file asks for it. */
function noHttp2({ file, http2 }: Plan, { origin }: PinnedOrigin): string {
  const place = http2?.place ?? null;
  const at = file === null || place === null ? '' : `${basename(file)}:${place.line}, `;
  return `${origin} does not offer HTTP/2: it is sent HTTP/1.1 (${at}http2: true)`;
}

function notHttp(error: ExchangeError, pin: PinnedOrigin): ErrorInfo {
  return {
    code: 'target-not-http',
    message: `${endpointOf(pin)} does not speak HTTP: ${error.reason}`,
    hint: 'check the port in `target`, and whether it wants https://',
  };
}
