import type { Mergeable } from './mergeable.ts';
import type { RecordedCheck } from './recorderOptions.ts';
import type { CheckStats } from './rows.ts';

interface Grouped {
  readonly tags: Readonly<Record<string, string>>;
}
type CheckPart = readonly { readonly passes: number; readonly fails: number }[];

/** How often each check passed and failed; checks of one name in one group are one row, as in k6. */
export class CheckTable implements Mergeable<CheckPart> {
  readonly #rows: readonly { readonly name: string; readonly group: string; passes: number; fails: number }[];
  /** Index of a check to its row. */
  readonly #rowOf: readonly number[];

  constructor(checks: readonly RecordedCheck[], series: readonly Grouped[]) {
    const groupOf = (check: RecordedCheck) => series[check.series]?.tags.group ?? '';
    const keys = checks.map((check) => JSON.stringify([groupOf(check), check.name]));
    const rows = new Map(
      checks.map((check, index) => [keys[index], { name: check.name, group: groupOf(check) }]),
    );
    const known = [...rows.keys()];
    this.#rows = [...rows.values()].map((one) => ({ ...one, passes: 0, fails: 0 }));
    this.#rowOf = keys.map((key) => known.indexOf(key));
  }

  record(check: number, passed: boolean): void {
    const row = this.#rows[this.#rowOf[check] ?? -1];
    if (row && passed) row.passes++;
    else if (row) row.fails++;
  }

  stats(): CheckStats[] {
    return this.#rows.map((one) => ({ ...one }));
  }

  drain(): CheckPart {
    const part = this.#rows.map(({ passes, fails }) => ({ passes, fails }));
    for (const row of this.#rows) {
      row.passes = 0;
      row.fails = 0;
    }
    return part;
  }

  absorb(part: CheckPart): void {
    for (const [index, row] of this.#rows.entries()) {
      row.passes += part[index]?.passes ?? 0;
      row.fails += part[index]?.fails ?? 0;
    }
  }
}
