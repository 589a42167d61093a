import type { PlannedScenario } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { PlanContext } from './planContext.ts';
import type { Overrides } from './planScenario.ts';

const MOST_MS = 600_000;

/**
 * Puts the command line's `--iterations` in place of the one scenario that is run, as k6 does: so many, shared
 * by `--vus` users, or by those of the short form, or by one; for `--duration` at the most, or ten minutes.
 * @param ownVus what the file's short form says; null where the scenario has a name
 */
export function overrideIterations(
  context: PlanContext,
  scenarios: readonly PlannedScenario[],
  { iterations, vus, durationMs }: Overrides & { readonly iterations?: number | undefined },
  ownVus: number | null,
): PlannedScenario[] {
  if (iterations === undefined) return [...scenarios];
  const [first] = scenarios;
  const place: Path = ownVus === null ? ['scenarios'] : ['vus'];
  if (first === undefined) return [];
  if (scenarios.length > 1) {
    const names = scenarios.map((one) => one.name).join(', ');
    const message = `--iterations is for one scenario, and ${scenarios.length} would be run`;
    context.error(place, message, `Name one with --scenario: ${names}.`, { atKey: true });
    return [...scenarios];
  }
  const users = vus ?? ownVus ?? 1;
  if (iterations < users) {
    const message = `--iterations ${iterations} cannot be shared by ${users} virtual users`;
    context.error(place, message, `Write -i ${users} or more, or fewer users with -u.`, { atKey: true });
  }
  const maxDurationMs = durationMs ?? MOST_MS;
  const executor = { kind: 'shared-iterations', vus: users, iterations, maxDurationMs } as const;
  return [{ ...first, startTimeMs: 0, executor }];
}
