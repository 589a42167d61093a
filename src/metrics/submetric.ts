import { HotlapError } from '../base/errors.ts';
import type { BuiltinMetric } from './names.ts';
import type { RequestSeries, Sample } from './sample.ts';
import {
  type CounterSink,
  createSink,
  type RateSink,
  type Sink,
  type TrendSink,
  type ValueTrendSink,
} from './sink.ts';
import type { MetricTag } from './thresholdExpression.ts';
import { metricType, parseMetricName } from './thresholdExpression.ts';

/** A metric narrowed by tags, `http_req_duration{name:login}`, and what its samples add up to. */
export interface Submetric {
  /** As written, tags included. */
  readonly name: string;
  readonly metric: string;
  readonly tags: readonly MetricTag[];
  readonly sink: Exclude<Sink, ValueTrendSink>;
}

/** Takes a sample into a submetric's sink, if the sample's own tags say so. */
export type SampleRoute = (sample: Sample) => void;

type SampleTest = (sample: Sample) => boolean;

/** k6's words for its `error` tag, by error code. */
const ERROR_TEXTS: Readonly<Record<string, number>> = {
  'request timeout': 1050,
  'lookup: no such host': 1101,
  'dial: connection refused': 1212,
  'read: connection reset by peer': 1220,
};

/** @throws HotlapError `threshold-invalid` where the name does not parse or there is no such metric */
export function createSubmetric(name: string): Submetric {
  const parsed = parseMetricName(name);
  const type = parsed.ok ? metricType(parsed.metric) : undefined;
  if (!parsed.ok || type === undefined) {
    const message = parsed.ok ? `there is no metric "${parsed.metric}"` : parsed.message;
    throw new HotlapError({ code: 'threshold-invalid', message });
  }
  return { name, metric: parsed.metric, tags: parsed.tags, sink: createSink(type) };
}

/**
 * The tags that every sample of a series carries. As in k6, a name that was given (that is not just method and
 * path) stands for the URL too.
 */
export function seriesTags(series: RequestSeries): Readonly<Record<string, string>> {
  const { scenario, name, method, path, url, tags } = series;
  return { ...tags, scenario, name, method, url: name === `${method} ${path}` ? url : name };
}

/** Whether what carries just `carried` carries all of `wanted`. */
export function carriesAll(carried: Readonly<Record<string, string>>, wanted: readonly MetricTag[]): boolean {
  return wanted.every(([key, value]) => Object.hasOwn(carried, key) && carried[key] === value);
}

/** The test of a tag whose value differs from sample to sample; undefined for a tag that is fixed per series. */
function sampleTest([key, value]: MetricTag): SampleTest | undefined {
  switch (key) {
    case 'status': {
      const status = Number(value);
      return (sample) => sample.status === status;
    }
    case 'error_code': {
      const code = Number(value);
      return (sample) => sample.errorCode !== 0 && sample.errorCode === code;
    }
    case 'error': {
      const code = ERROR_TEXTS[value];
      return (sample) => sample.errorCode === code;
    }
    case 'expected_response': {
      const failed = value === 'false';
      return value === 'true' || failed ? (sample) => sample.failed === failed : () => false;
    }
    case 'proto':
      return value === '' ? () => false : (sample) => sample.proto === value;
    default:
      return undefined;
  }
}

function trendRoute(sink: TrendSink, metric: BuiltinMetric): SampleRoute | undefined {
  switch (metric) {
    case 'http_req_duration':
      return (sample) => sink.record(sample.durationUs);
    case 'http_req_service_time':
      return (sample) => sink.record(sample.serviceUs);
    case 'http_req_blocked':
      return (sample) => sink.record(sample.blockedUs);
    case 'http_req_connecting':
      return (sample) => sink.record(sample.connectingUs);
    case 'http_req_tls_handshaking':
      return (sample) => sink.record(sample.tlsHandshakingUs);
    case 'http_req_sending':
      return (sample) => sink.record(sample.sendingUs);
    case 'http_req_waiting':
      return (sample) => sink.record(sample.waitingUs);
    case 'http_req_receiving':
      return (sample) => sink.record(sample.receivingUs);
    default:
      return undefined;
  }
}

function counterRoute(sink: CounterSink, metric: BuiltinMetric): SampleRoute | undefined {
  if (metric === 'http_reqs') return () => sink.add(1);
  if (metric === 'data_sent') return (sample) => sink.add(sample.bytesSent);
  if (metric === 'data_received') return (sample) => sink.add(sample.bytesReceived);
  return undefined;
}

function rateRoute(sink: RateSink, metric: BuiltinMetric): SampleRoute | undefined {
  return metric === 'http_req_failed' ? (sample) => sink.add(sample.failed) : undefined;
}

function routeOf(sink: Submetric['sink'], metric: string): SampleRoute | undefined {
  if (sink.type === 'trend') return trendRoute(sink, metric as BuiltinMetric);
  if (sink.type === 'counter') return counterRoute(sink, metric as BuiltinMetric);
  return sink.type === 'rate' ? rateRoute(sink, metric as BuiltinMetric) : undefined;
}

/**
 * How the samples of a series reach a submetric: undefined where they never do (another metric, or a tag of
 * the series differs); otherwise only the tags that change from sample to sample are still tested.
 */
export function sampleRoute(series: RequestSeries, submetric: Submetric): SampleRoute | undefined {
  const take = routeOf(submetric.sink, submetric.metric);
  if (take === undefined) return undefined;
  const tests = submetric.tags.map(sampleTest);
  const fixed = submetric.tags.filter((_, index) => tests[index] === undefined);
  if (!carriesAll(seriesTags(series), fixed)) return undefined;
  const dynamic = tests.filter((test) => test !== undefined);
  const [first, ...others] = dynamic;
  if (first === undefined) return take;
  if (others.length === 0) {
    return (sample) => {
      if (first(sample)) take(sample);
    };
  }
  return (sample) => {
    for (const test of dynamic) if (!test(sample)) return;
    take(sample);
  };
}
