/** A request of a flow as one scenario makes it: what samples are counted under. Tags are static per series. */
export interface RequestSeries {
  readonly scenario: string;
  readonly name: string;
  readonly method: string;
  /** Origin-relative, with its expressions unevaluated. */
  readonly path: string;
  readonly url: string;
  /** User's tags of plan, scenario and request, joined. */
  readonly tags: Readonly<Record<string, string>>;
  /** Its samples count from an intended start, so that their service time differs from it. Left out: they do not. */
  readonly openModel?: true;
  /** It is of a login. */
  readonly isLogin?: true;
}

/** What HTTP may be spoken, in k6's spelling. */
export const PROTOCOLS = ['HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0'] as const;

/** '' where no response came. */
export type Protocol = (typeof PROTOCOLS)[number] | '';

/**
 * One request that has ended, with or without a response. Times are integer microseconds. The engine uses
 * one object again and again, so a recorder must take what it needs before it returns.
 */
export interface Sample {
  /** Index of its {@link RequestSeries}. */
  series: number;
  /** Index of the phase in which it was to start; -1 where its scenario has none. */
  phase: number;
  /** 0 where no response came. */
  status: number;
  /** k6's error code; 0 where there is none (a status of 400 or more has 1000 + status). */
  errorCode: number;
  /** k6's `http_req_failed`: outside 200-399 and not a status that the step expects, or no response. */
  failed: boolean;
  /** What the response was spoken in: k6's `proto`. */
  proto: Protocol;
  /** From the intended start (open model) or from sending (closed model) to the last byte. */
  durationUs: number;
  /** From sending to the last byte. */
  serviceUs: number;
  /** From ready to sending, waiting for a connection included. */
  blockedUs: number;
  connectingUs: number;
  tlsHandshakingUs: number;
  sendingUs: number;
  waitingUs: number;
  receivingUs: number;
  bytesSent: number;
  bytesReceived: number;
  /** Of the trace that its request carries; left out or '' for none. */
  traceId?: string;
}
