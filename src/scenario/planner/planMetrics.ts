import { toTemplate } from '../expression/resolvedText.ts';
import type { PlannedMetric } from '../plan/plannedMetric.ts';
import type { Path } from '../problem.ts';
import { isJsonPath, type MetricField, typedMetric } from '../schema/metricField.ts';
import type { PlanContext } from './planContext.ts';

/** A request's metrics; one of a name that is of another type elsewhere is told. */
export function planMetrics(context: PlanContext, field: MetricField, path: Path): PlannedMetric[] {
  return Object.entries(field).map(([name, entry]): PlannedMetric => {
    const { type, value, path: below } = typedMetric(entry);
    const at = [...path, name, ...below];
    const known = context.metricTypes[name] ?? type;
    if (known !== type) {
      const hint = `Make it a ${known} too, or give it another name.`;
      context.error([...path, name], `${name} is a ${known} in another step, and here a ${type}`, hint, {
        atKey: true,
      });
    }
    if (typeof value === 'string' && isJsonPath(value)) return { name, type, from: 'json', path: value };
    const text = toTemplate(context.template(String(value), at), 'none');
    return { name, type, from: 'text', text };
  });
}
