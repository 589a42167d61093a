import * as z from 'zod';
import { parseJsonPath } from '../../base/jsonPath.ts';
import { BUILTIN_METRICS, type MetricType } from '../../metrics/names.ts';
import { hasExpression, report, runtimeText } from './fields.ts';

const VALUE = `a JSON path such as $.total, a value such as \${price}, or a number`;

/** Whether a text is meant as a JSON path, and not as an expression. */
export function isJsonPath(text: string): boolean {
  return /^\$(?!\$*\{)/.test(text);
}

const valueField = z.union([z.number(), runtimeText], { error: VALUE }).check((context) => {
  const { value } = context;
  if (typeof value === 'number') return;
  if (isJsonPath(value)) {
    const path = parseJsonPath(value);
    if (!path.ok) report(context, path.message, { hint: `Write ${VALUE}.` });
  } else if (!hasExpression(value) && (value.trim() === '' || !Number.isFinite(Number(value)))) {
    report(context, `"${value}" is no number`, { hint: `Write ${VALUE}.` });
  }
});

const TYPES = ['trend', 'gauge', 'counter', 'rate'] as const satisfies readonly MetricType[];

const typedField = z
  .strictObject({
    trend: valueField.optional().describe('Keeps all values: `avg`, `min`, `med`, `max`, `p(95)`.'),
    gauge: valueField.optional().describe('Keeps the last value.'),
    counter: valueField.optional().describe('Adds the values up.'),
    rate: valueField.optional().describe('The share of values that are `true`, or not 0.'),
  })
  .check((context) => {
    const [first, second] = TYPES.filter((type) => context.value[type] !== undefined);
    if (first === undefined) {
      report(context, 'nothing says what is measured', { hint: `Write { ${TYPES.join(' or ')}: … }.` });
    } else if (second !== undefined) {
      const hint = 'Keep one of them; measure the other under another name.';
      report(context, `${first} and ${second} exclude each other`, { hint, atKey: true }, [second]);
    }
  });

/** k6's. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{1,127}$/;

/** Metrics of the user's own, by name, and the numbers that go into them. */
export const metricField = z
  .record(
    z.string(),
    z.union([valueField, typedField], { error: `${VALUE}, or a map with trend, gauge, counter or rate` }),
  )
  .check((context) => {
    for (const name of Object.keys(context.value)) {
      if (!NAME.test(name)) {
        const hint = 'Use 2 to 128 letters, digits and _, with no digit at the beginning.';
        report(context, `"${name}" is no name for a metric`, { hint, atKey: true }, [name]);
      } else if (Object.hasOwn(BUILTIN_METRICS, name)) {
        const message = `${name} is a metric of every run`;
        report(context, message, { hint: 'Give it another name.', atKey: true }, [name]);
      }
    }
  })
  .meta({
    description: `Metrics of your own, with thresholds on them: a number of the response (\`basket_value: $.total\`) or a captured one (\`\${price}\`) is a trend; \`{ gauge: … }\`, \`{ counter: … }\` and \`{ rate: … }\` are k6’s other types. Where no number is found, a check fails. In \`setup\` and \`teardown\` it counts nothing.`,
    examples: [{ basket_value: '$.total', orders: { counter: 1 } }],
  });

export type MetricField = z.infer<typeof metricField>;

/** Type and value of an entry. */
export function typedMetric(entry: MetricField[string]): {
  readonly type: MetricType;
  readonly value: string | number;
  /** Below the entry. */
  readonly path: readonly string[];
} {
  if (typeof entry !== 'object') return { type: 'trend', value: entry, path: [] };
  const type = TYPES.find((one) => entry[one] !== undefined) ?? 'trend';
  return { type, value: entry[type] ?? 0, path: [type] };
}

/** All metrics of the user's somewhere in the data of a file, whatever else is wrong with it; the first type counts. */
export function metricTypes(data: unknown): Record<string, MetricType> {
  const found: Record<string, MetricType> = {};
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === 'metric' && typeof item === 'object' && item !== null && !Array.isArray(item)) {
        for (const [name, entry] of Object.entries(item))
          if (!Object.hasOwn(found, name)) found[name] = typeOf(entry);
      } else visit(item);
    }
  };
  const root = typeof data === 'object' && data !== null ? data : {};
  visit('flow' in root ? root.flow : null);
  visit('flows' in root ? root.flows : null);
  return found;
}

function typeOf(entry: unknown): MetricType {
  if (typeof entry !== 'object' || entry === null) return 'trend';
  return TYPES.find((type) => Object.hasOwn(entry, type)) ?? 'trend';
}
