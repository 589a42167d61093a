import { redactText, redactUrl } from '../../base/redact.ts';
import type { Failure } from '../../metrics/failure.ts';
import type { Sample } from '../../metrics/sample.ts';
import type { PhaseTrack } from '../program/phaseTrack.ts';
import type { RequestInstruction } from '../program/requestInstruction.ts';
import type { Exchange } from '../transport/requester.ts';

/** Characters of a response body that a failure shows. */
const EXCERPT_LENGTH = 400;

/** An empty sample, to be filled by {@link fillSample} again and again. */
export function newSample(): Sample {
  return {
    series: 0,
    phase: -1,
    status: 0,
    errorCode: 0,
    failed: false,
    proto: '',
    durationUs: 0,
    serviceUs: 0,
    blockedUs: 0,
    connectingUs: 0,
    tlsHandshakingUs: 0,
    sendingUs: 0,
    waitingUs: 0,
    receivingUs: 0,
    bytesSent: 0,
    bytesReceived: 0,
    traceId: '',
  };
}

/**
 * Puts an exchange into a sample.
 * @param phases those of its scenario, where it has any
 * @param fromMs where `durationUs` begins: the intended start in the open model; null for when it was sent
 */
export function fillSample(
  sample: Sample,
  exchange: Exchange,
  instruction: RequestInstruction,
  fromMs: number | null,
  phases: PhaseTrack | null,
): void {
  const { status, error, readyMs, sentMs, writtenMs, firstByteMs, endMs } = exchange;
  const sent = sentMs >= 0;
  sample.series = instruction.series;
  sample.phase = phases === null ? -1 : phases.at(fromMs ?? readyMs);
  sample.status = status;
  sample.errorCode = error ? error.code : status >= 400 ? 1000 + status : 0;
  sample.failed = error !== null || ((status < 200 || status > 399) && !instruction.expects(status));
  sample.proto = exchange.proto;
  // What was never sent still took its time to find that out.
  sample.serviceUs = micros(endMs - (sent ? sentMs : readyMs));
  sample.durationUs = fromMs === null ? sample.serviceUs : micros(endMs - fromMs);
  sample.blockedUs = micros((sent ? sentMs : endMs) - readyMs);
  sample.connectingUs = micros(exchange.connectingMs);
  sample.tlsHandshakingUs = micros(exchange.tlsHandshakingMs);
  const written = writtenMs >= 0 ? writtenMs : sentMs;
  sample.sendingUs = sent ? micros(written - sentMs) : 0;
  sample.waitingUs = sent ? micros((firstByteMs >= 0 ? firstByteMs : endMs) - written) : 0;
  sample.receivingUs = firstByteMs >= 0 ? micros(endMs - firstByteMs) : 0;
  sample.bytesSent = exchange.bytesSent;
  sample.bytesReceived = exchange.bytesReceived;
}

/** Milliseconds to whole microseconds, never negative. */
export function micros(ms: number): number {
  return ms <= 0 ? 0 : Math.round(ms * 1000);
}

/** What a failure tells beside the request itself. */
export interface FailureCircumstances {
  readonly elapsedMs: number;
  readonly scenario: string;
  /** Where the last request of the step went. */
  readonly url: string;
  readonly reason: string;
  /** '' for none. */
  readonly traceId: string;
  /** The user's own, beside those of the request. */
  readonly secrets: readonly string[];
}

/** A request whose answers never were what a `repeat` waited for; the response is gone by now. */
export function describeUnmet(
  instruction: RequestInstruction,
  { status, errorCode }: Pick<Sample, 'status' | 'errorCode'>,
  { elapsedMs, scenario, url, reason, traceId, secrets: own }: FailureCircumstances,
): Omit<Failure, 'kind'> {
  const { planned } = instruction;
  const secrets = [...instruction.secrets, ...own];
  return {
    elapsedMs: Math.max(0, elapsedMs),
    scenario,
    name: planned.name,
    method: planned.method,
    url: redactUrl(url, secrets),
    status,
    errorCode,
    reason: redactText(reason, secrets),
    excerpt: '',
    place: planned.place,
    ...(traceId === '' ? {} : { traceId }),
  };
}

/** A failed request, or one whose expectation failed, as it may be shown: nothing secret in it. */
export function describeFailure(
  exchange: Exchange,
  instruction: RequestInstruction,
  about: FailureCircumstances,
): Omit<Failure, 'kind'> {
  const { planned } = instruction;
  const secrets = [...instruction.secrets, ...about.secrets];
  return {
    elapsedMs: Math.max(0, about.elapsedMs),
    scenario: about.scenario,
    name: planned.name,
    method: planned.method,
    url: redactUrl(about.url, secrets),
    status: exchange.status,
    errorCode: exchange.error ? exchange.error.code : exchange.status >= 400 ? 1000 + exchange.status : 0,
    reason: redactText(about.reason, secrets),
    // Redacted with some room behind, so that a secret at the cut is seen for what it is.
    excerpt: redactText(exchange.bodyText().slice(0, EXCERPT_LENGTH * 3), secrets).slice(0, EXCERPT_LENGTH),
    place: planned.place,
    ...(about.traceId === '' ? {} : { traceId: about.traceId }),
  };
}
