import { assertNever } from '../base/assertNever.ts';
import type { CustomStats } from '../metrics/rows.ts';
import { countText, NOTHING, percentText, perSecText } from './wording.ts';

/** A value of a metric of the user's, whose unit is not known: six significant digits. */
function valueText(value: number | undefined): string {
  return value === undefined ? NOTHING : String(Number(value.toPrecision(6)));
}

/** The figures of a metric of the user's, as names and texts; none where nothing was measured. */
export function customFigures({ type, values }: CustomStats): (readonly [name: string, text: string])[] {
  switch (type) {
    case 'counter':
      return [
        ['count', valueText(values.count)],
        ['rate', `${perSecText(values.rate ?? 0)} /s`],
      ];
    case 'gauge':
      return (['value', 'min', 'max'] as const).map((name) => [name, valueText(values[name])]);
    case 'rate': {
      const [passes = 0, fails = 0] = [values.passes, values.fails];
      if (passes + fails === 0) return [];
      return [
        ['rate', `${percentText(values.rate ?? 0)} (${countText(passes)} of ${countText(passes + fails)})`],
      ];
    }
    case 'trend': {
      if ((values.count ?? 0) === 0) return [];
      const names = { avg: 'avg', min: 'min', med: 'p50', 'p(95)': 'p95', 'p(99)': 'p99', max: 'max' };
      const figures = Object.entries(names).map(([key, name]) => [name, valueText(values[key])] as const);
      return [['count', countText(values.count ?? 0)], ...figures];
    }
    default:
      return assertNever(type);
  }
}
