import { type Mergeable, MergeableList } from './mergeable.ts';
import { BUILTIN_METRICS, type BuiltinMetric } from './names.ts';
import type { Sample } from './sample.ts';
import { CounterSink, GaugeSink, RateSink, type Sink, TrendSink } from './sink.ts';
import type { Snapshot } from './snapshot.ts';

/** k6's built-in metrics over the whole run, untagged. */
export class BuiltinSinks implements Record<BuiltinMetric, Sink>, Mergeable<readonly unknown[]> {
  readonly vus = new GaugeSink();
  readonly vus_max = new GaugeSink();
  readonly iterations = new CounterSink();
  readonly dropped_iterations = new CounterSink();
  readonly iteration_duration = new TrendSink();
  readonly group_duration = new TrendSink();
  readonly checks = new RateSink();
  readonly data_sent = new CounterSink();
  readonly data_received = new CounterSink();
  readonly http_reqs = new CounterSink();
  readonly http_req_failed = new RateSink();
  readonly http_req_duration = new TrendSink();
  readonly http_req_blocked = new TrendSink();
  readonly http_req_connecting = new TrendSink();
  readonly http_req_tls_handshaking = new TrendSink();
  readonly http_req_sending = new TrendSink();
  readonly http_req_waiting = new TrendSink();
  readonly http_req_receiving = new TrendSink();
  readonly http_req_service_time = new TrendSink();
  readonly auth_refreshes = new CounterSink();
  readonly auth_failures = new CounterSink();

  readonly #all = new MergeableList(
    (Object.keys(BUILTIN_METRICS) as BuiltinMetric[]).map((name): Sink => this[name]),
  );

  drain(): readonly unknown[] {
    return this.#all.drain();
  }

  absorb(part: readonly unknown[]): void {
    this.#all.absorb(part);
  }

  /** Nothing where no token was refused and no login has failed. */
  logins(): { logins?: NonNullable<Snapshot['logins']> } {
    const refreshes = this.auth_refreshes.total;
    const failures = this.auth_failures.total;
    return refreshes + failures === 0 ? {} : { logins: { refreshes, failures } };
  }

  request(sample: Sample): void {
    this.http_reqs.add(1);
    this.http_req_failed.add(sample.failed);
    this.data_sent.add(sample.bytesSent);
    this.data_received.add(sample.bytesReceived);
    this.http_req_duration.record(sample.durationUs);
    this.http_req_service_time.record(sample.serviceUs);
    this.http_req_blocked.record(sample.blockedUs);
    this.http_req_connecting.record(sample.connectingUs);
    this.http_req_tls_handshaking.record(sample.tlsHandshakingUs);
    this.http_req_sending.record(sample.sendingUs);
    this.http_req_waiting.record(sample.waitingUs);
    this.http_req_receiving.record(sample.receivingUs);
  }
}
