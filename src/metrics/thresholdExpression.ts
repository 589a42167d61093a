import { closest, distance } from 'fastest-levenshtein';
import { BUILTIN_METRICS, type MetricType } from './names.ts';

/** In the order in which k6 tries them: the first one found in the text splits it. */
export const THRESHOLD_OPERATORS = ['<=', '<', '>=', '>', '===', '==', '!='] as const;
export type ThresholdOperator = (typeof THRESHOLD_OPERATORS)[number];

const PLAIN_METHODS = ['value', 'count', 'rate', 'avg', 'min', 'med', 'max'] as const;
/** `p` stands for `p(N)`. */
export type ThresholdMethod = (typeof PLAIN_METHODS)[number] | 'p';

const METHODS: readonly ThresholdMethod[] = [...PLAIN_METHODS, 'p'];

/** A threshold's expression: `p(95) < 100` is method `p`, percentile 95, operator `<`, limit 100. */
export interface ThresholdExpression {
  readonly method: ThresholdMethod;
  /** 0 to 100; only with the method `p`. */
  readonly percentile?: number;
  readonly operator: ThresholdOperator;
  /** In the metric's unit: ms for times, a ratio for rates, a count, or a count per second. */
  readonly limit: number;
}

/** A tag that a sample must carry to count: key and value. */
export type MetricTag = readonly [key: string, value: string];

export type ParsedThreshold =
  | { readonly ok: true; readonly expression: ThresholdExpression }
  | { readonly ok: false; readonly message: string };

export type ParsedMetricName =
  | { readonly ok: true; readonly metric: string; readonly tags: MetricTag[] }
  | { readonly ok: false; readonly message: string };

const METHODS_BY_TYPE: Readonly<Record<MetricType, readonly ThresholdMethod[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p'],
};

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number as Go reads a float, `inf` and `nan` apart; undefined where the text is none. */
function parseFloatStrictly(text: string): number | undefined {
  // Plus 0, so that -0 is 0, as it is once it has been through JSON.
  const value = FLOAT.test(text) ? Number(text) + 0 : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function isPlainMethod(text: string): text is (typeof PLAIN_METHODS)[number] {
  return (PLAIN_METHODS as readonly string[]).includes(text);
}

/** What is meant by a name that is none: `p95` as other tools write it, `mean`. */
function meantMethod(text: string): string | undefined {
  const percentile = /^p\s?(\d{1,2}(?:\.\d+)?)$/i.exec(text)?.[1] ?? /^p\((\d[\d.]*)\)$/i.exec(text)?.[1];
  if (percentile !== undefined) return `p(${percentile})`;
  const lower = text.toLowerCase();
  if (lower === 'mean' || lower === 'average') return 'avg';
  if (lower === 'median') return 'med';
  return isPlainMethod(lower) ? lower : undefined;
}

/** @param allowed what there is to choose from, for the message */
function parseMethod(
  text: string,
  allowed: readonly ThresholdMethod[],
): Pick<ThresholdExpression, 'method' | 'percentile'> | string {
  if (isPlainMethod(text)) return { method: text };
  if (text === '')
    return 'there is no aggregation before the operator: write p(95), avg, rate or count there';
  const inner = /^p\((.*)\)$/.exec(text)?.[1];
  if (inner === undefined) {
    const meant = meantMethod(text);
    if (meant !== undefined) return `"${text}" is no aggregation: did you mean ${meant}?`;
    const known = allowed.map((method) => (method === 'p' ? 'p(95)' : method)).join(', ');
    return `"${text}" is no aggregation: write ${allowed.length > 1 ? 'one of ' : ''}${known}`;
  }
  const percentile = parseFloatStrictly(inner);
  if (percentile === undefined || percentile < 0 || percentile > 100) {
    return `"${text}" is no percentile: write p(N) with N from 0 to 100 and no spaces within, as in p(99.9)`;
  }
  return { method: 'p', percentile };
}

/** Whether the text is a statistic that k6 can show of a trend: `avg min med max count` or `p(N)`. */
export function isTrendStat(text: string): boolean {
  const method = parseMethod(text, METHODS);
  return typeof method !== 'string' && !['value', 'rate'].includes(method.method);
}

function parseLimit(text: string): number | string {
  const limit = parseFloatStrictly(text);
  if (limit !== undefined) return limit;
  const unit = /^([+-]?[\d.]+)\s*(ms|s|%)$/.exec(text);
  if (unit === null) return `"${text}" is not a number: a threshold compares with a plain number`;
  const amount = Number(unit[1]);
  if (unit[2] === '%') return `"${text}" is not a plain number: a rate is a ratio, write ${amount / 100}`;
  return `"${text}" is not a plain number: times are in milliseconds, write ${unit[2] === 's' ? amount * 1000 : amount}`;
}

/**
 * Reads a threshold's expression by k6's grammar: the operators are tried in k6's order, and the first that
 * is present with something to its right splits the text.
 * @param allowed the aggregations that a message names
 */
export function parseThreshold(text: string, allowed: readonly ThresholdMethod[] = METHODS): ParsedThreshold {
  for (const operator of THRESHOLD_OPERATORS) {
    const at = text.indexOf(operator);
    if (at < 0 || at + operator.length === text.length) continue;
    const method = parseMethod(text.slice(0, at).trim(), allowed);
    if (typeof method === 'string') return { ok: false, message: method };
    const limit = parseLimit(text.slice(at + operator.length).trim());
    if (typeof limit === 'string') return { ok: false, message: limit };
    return { ok: true, expression: { ...method, operator, limit } };
  }
  return {
    ok: false,
    message: `"${text}" is no threshold: write an aggregation, an operator and a number, as in p(95) < 200`,
  };
}

/** The expression as text; {@link parseThreshold} reads the same expression back. */
export function printThreshold(expression: ThresholdExpression): string {
  const { method, percentile, operator, limit } = expression;
  return `${method === 'p' ? `p(${percentile ?? 0})` : method} ${operator} ${limit}`;
}

/** Go's trim of a tag's key or value: spaces and quotes off both ends. */
function trimQuotes(text: string): string {
  return text.replace(/^[\s"']+|[\s"']+$/g, '');
}

/** Reads `metric` or `metric{key:value,key:value}`: from the first `{` to the last `}`, which ends the text. */
export function parseMetricName(text: string): ParsedMetricName {
  const open = text.indexOf('{');
  const close = text.lastIndexOf('}');
  if (open < 0 && close < 0) return { ok: true, metric: text, tags: [] };
  if (open < 0) return { ok: false, message: `"${text}" has a } and no { before it` };
  if (close < open) return { ok: false, message: `"${text}" has a { that no } closes` };
  if (close !== text.length - 1) {
    return { ok: false, message: `"${text}" goes on after its }: nothing may follow the tags` };
  }
  const tags: MetricTag[] = [];
  for (const part of text.slice(open + 1, close).split(',')) {
    const colon = part.indexOf(':');
    const key = trimQuotes(part.slice(0, Math.max(colon, 0)));
    const value = trimQuotes(part.slice(colon + 1));
    if (colon < 0 || key === '' || value === '') {
      return { ok: false, message: `"${part.trim()}" in "${text}" is no tag: write key:value` };
    }
    tags.push([key, value]);
  }
  return { ok: true, metric: text.slice(0, open), tags };
}

/** The type of a metric, built in or the user's own; undefined where there is none of that name. */
export function metricType(
  metric: string,
  custom: Readonly<Record<string, MetricType>> = {},
): MetricType | undefined {
  if (Object.hasOwn(BUILTIN_METRICS, metric))
    return BUILTIN_METRICS[metric as keyof typeof BUILTIN_METRICS].type;
  return Object.hasOwn(custom, metric) ? custom[metric] : undefined;
}

/**
 * What is wrong with a threshold, in one sentence with what to do: its grammar, a metric that there is not,
 * or an aggregation that the metric's type does not have. null where it is right.
 * @param custom the user's own metrics, by name
 */
export function thresholdProblem(
  metric: string,
  expression: string,
  custom: Readonly<Record<string, MetricType>> = {},
): string | null {
  const name = parseMetricName(metric);
  if (!name.ok) return name.message;
  const type = metricType(name.metric, custom);
  if (type === undefined) return unknownMetric(name.metric, custom);
  const allowed = METHODS_BY_TYPE[type];
  const parsed = parseThreshold(expression, allowed);
  if (!parsed.ok) return parsed.message;
  if (allowed.includes(parsed.expression.method)) return null;
  const used = printThreshold(parsed.expression).split(' ')[0];
  const listed = allowed.map((method) => (method === 'p' ? 'p(N)' : method)).join(', ');
  return `"${used}" does not go with ${name.metric}, which is a ${type}: a ${type} has ${listed}`;
}

function unknownMetric(metric: string, custom: Readonly<Record<string, MetricType>>): string {
  const known = [...Object.keys(BUILTIN_METRICS), ...Object.keys(custom)];
  const nearest = closest(metric, known);
  if (distance(metric, nearest) <= Math.max(2, metric.length / 3)) {
    return `there is no metric "${metric}": did you mean ${nearest}?`;
  }
  return `there is no metric "${metric}": the metrics are ${known.join(', ')}`;
}
