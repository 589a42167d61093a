import type { Clock } from '../../base/clock.ts';
import type { ErrorInfo } from '../../base/errors.ts';
import type { Plan } from '../../scenario/plan/plan.ts';
import { requestsOf } from '../../scenario/plan/plannedSteps.ts';
import { endpointOf, type PinnedOrigin } from '../transport/pinnedOrigin.ts';
import type { ExchangeError, RequesterFactory } from '../transport/requester.ts';
import { transportOf } from '../transport/transport.ts';
import { RequestersByOrigin } from './requesterFactory.ts';
import { withReuse } from './reuse.ts';

/** What a thread sends a plan's requests with. @param onFailed told that an origin does not speak HTTP */
export function planRequesters(
  plan: Plan,
  pins: Readonly<Record<string, PinnedOrigin>>,
  clock: Clock,
  onFailed: (error: ErrorInfo) => void,
): RequesterFactory {
  const http2 = plan.http2 === true;
  const requesters = new RequestersByOrigin({
    http2,
    phased: hasPhaseLimits(plan),
    pins,
    clock,
    transport: transportOf(plan.tls ?? null),
    onNotHttp: (error, pin) => onFailed(notHttp(error, pin)),
  });
  return withReuse(requesters, plan.connections, { clock, http2 });
}

function hasPhaseLimits({ flows }: Plan): boolean {
  return Object.values(flows).some((steps) => requestsOf(steps).some(({ limits }) => limits !== undefined));
}

function notHttp(error: ExchangeError, pin: PinnedOrigin): ErrorInfo {
  return {
    code: 'target-not-http',
    message: `${endpointOf(pin)} does not speak HTTP: ${error.reason}`,
    hint: 'check the port in `target`, and whether it wants https://',
  };
}
