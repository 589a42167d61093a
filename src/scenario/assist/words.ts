import { BUILTIN_METRICS, type BuiltinMetric, type MetricType } from '../../metrics/names.ts';

/** What the metrics measure, for completion and hover. */
const METRIC_WORDS: Readonly<Record<BuiltinMetric, string>> = {
  vus: 'Virtual users at work.',
  vus_max: 'The most virtual users there have been.',
  iterations:
    'Iterations that ended by themselves, also those that a step that failed ended early; how many did is told beside.',
  dropped_iterations: 'Iterations that were not started, since no virtual user was free.',
  iteration_duration: 'How long a whole iteration took, pauses included.',
  group_duration: 'How long the steps of a `group` took together, pauses included.',
  checks: 'The share of expectations that were met.',
  data_sent: 'Bytes sent.',
  data_received: 'Bytes received.',
  http_reqs: 'Requests.',
  http_req_failed:
    'The share of requests that failed: no response, or a status outside 200–399 that is not expected.',
  http_req_duration: 'Response time. With an arrival rate it counts from the intended start.',
  http_req_blocked: 'How long a request waited for a connection.',
  http_req_connecting: 'How long it took to open a connection.',
  http_req_tls_handshaking: 'How long the TLS handshake took.',
  http_req_sending: 'How long it took to send the request.',
  http_req_waiting: 'From the request sent to the first byte of the response.',
  http_req_receiving: 'From the first byte of the response to its last.',
  auth_refreshes: 'Tokens that were fetched again after a 401.',
  auth_failures: 'Logins that failed, and with them their iterations.',
  http_req_service_time:
    'From sending to the last byte, also where the response time counts from an earlier, intended start.',
};

const UNITS = { time: 'milliseconds', data: 'bytes', default: '' } as const;
const TYPE_WORDS = {
  counter: 'counter: `count`, `rate` (per second)',
  gauge: 'gauge: `value`',
  rate: 'rate: `rate` (0 to 1)',
  trend: 'trend: `p(N)`, `avg`, `med`, `min`, `max`',
} as const;

function isMetric(name: string): name is BuiltinMetric {
  return Object.hasOwn(BUILTIN_METRICS, name);
}

/** A metric in words, as markdown. */
export function metricWords(name: BuiltinMetric): string {
  const { type, contains } = BUILTIN_METRICS[name];
  const unit = UNITS[contains] === '' ? '' : `, in ${UNITS[contains]}`;
  return `${METRIC_WORDS[name]}\n\n${TYPE_WORDS[type]}${unit}`;
}

/**
 * What a metric measures, as markdown, and thresholds for it, as snippets; null where there is none of that name.
 * @param own the user's
 */
export function describeMetric(
  name: string,
  own: Readonly<Record<string, MetricType>>,
): { readonly words: string; readonly snippets: readonly string[] } | null {
  if (isMetric(name)) return { words: metricWords(name), snippets: thresholdSnippets(name) };
  const type = Object.hasOwn(own, name) ? own[name] : undefined;
  if (type === undefined) return null;
  return { words: `Measured by steps of this file.\n\n${TYPE_WORDS[type]}`, snippets: typeSnippets(type) };
}

/** Thresholds that make sense for a metric, as snippets: the number is what one changes. */
export function thresholdSnippets(name: BuiltinMetric): readonly string[] {
  const { type } = BUILTIN_METRICS[name];
  if (name === 'checks') return [`rate > \${1:0.99}`, `rate == \${1:1}`];
  if (name === 'dropped_iterations' || name === 'auth_failures')
    return [`count == \${1:0}`, `count < \${1:10}`];
  return typeSnippets(type);
}

/** The same for a metric of the user's, of which only the type is known. */
export function typeSnippets(type: MetricType): readonly string[] {
  if (type === 'rate') return [`rate < \${1:0.01}`, `rate == \${1:0}`];
  if (type === 'gauge') return [`value < \${1:100}`];
  if (type === 'counter') return [`rate > \${1:100}`, `count > \${1:1000}`];
  return [`p(95) < \${1:200}`, `p(99) < \${1:500}`, `avg < \${1:100}`, `med < \${1:100}`, `max < \${1:1000}`];
}

/** As plain text within a snippet. */
export function asSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
