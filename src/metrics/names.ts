/** k6's metric types. */
export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';
/** What a metric's values are: k6's `contains`. */
export type MetricContains = 'default' | 'time' | 'data';

/** k6's built-in metrics that Hotlap records; times in milliseconds, data in bytes. */
export const BUILTIN_METRICS = {
  vus: { type: 'gauge', contains: 'default' },
  vus_max: { type: 'gauge', contains: 'default' },
  iterations: { type: 'counter', contains: 'default' },
  dropped_iterations: { type: 'counter', contains: 'default' },
  iteration_duration: { type: 'trend', contains: 'time' },
  group_duration: { type: 'trend', contains: 'time' },
  checks: { type: 'rate', contains: 'default' },
  data_sent: { type: 'counter', contains: 'data' },
  data_received: { type: 'counter', contains: 'data' },
  http_reqs: { type: 'counter', contains: 'default' },
  http_req_failed: { type: 'rate', contains: 'default' },
  http_req_duration: { type: 'trend', contains: 'time' },
  http_req_blocked: { type: 'trend', contains: 'time' },
  http_req_connecting: { type: 'trend', contains: 'time' },
  http_req_tls_handshaking: { type: 'trend', contains: 'time' },
  http_req_sending: { type: 'trend', contains: 'time' },
  http_req_waiting: { type: 'trend', contains: 'time' },
  http_req_receiving: { type: 'trend', contains: 'time' },
  /** Not k6's: from the first byte sent to the last received, where `http_req_duration` counts from the intended start. */
  http_req_service_time: { type: 'trend', contains: 'time' },
  /** Not k6's: tokens that were fetched again after a 401, and logins that failed. */
  auth_refreshes: { type: 'counter', contains: 'default' },
  auth_failures: { type: 'counter', contains: 'default' },
} as const satisfies Record<string, { type: MetricType; contains: MetricContains }>;

export type BuiltinMetric = keyof typeof BUILTIN_METRICS;

/** The name of the row for all endpoints beyond those that a snapshot has room for. */
export const OTHER_ENDPOINTS = '(others)';
