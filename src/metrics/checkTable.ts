import type { Mergeable } from './mergeable.ts';
import type { CheckStats } from './snapshot.ts';

type CheckPart = readonly { readonly passes: number; readonly fails: number }[];

/** How often each check passed and failed; checks of one name are one row. */
export class CheckTable implements Mergeable<CheckPart> {
  readonly #rows: readonly { readonly name: string; passes: number; fails: number }[];
  /** Index of a check to its row. */
  readonly #rowOf: readonly number[];

  constructor(checks: readonly { readonly name: string }[]) {
    const names = [...new Set(checks.map((check) => check.name))];
    this.#rows = names.map((name) => ({ name, passes: 0, fails: 0 }));
    this.#rowOf = checks.map((check) => names.indexOf(check.name));
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
