import type { ScenarioFile } from '../schema/schema.ts';
import type { PlanContext } from './planContext.ts';

/** What the command line may say of how long to run. */
interface GivenFromOutside {
  readonly durationMs?: number | undefined;
  readonly iterations?: number | undefined;
}

/** The keys of the short form that say how the load goes. */
export const SHORT_KEYS = ['vus', 'duration', 'stages', 'iterations'] as const;

/** Looks whether the keys of the short form go together, and with scenarios. */
export function checkShortForm(context: PlanContext, file: ScenarioFile, outside: GivenFromOutside): void {
  const given = SHORT_KEYS.filter((key) => file[key] !== undefined);
  if (file.scenarios !== undefined) {
    const more = (['pacing', 'maxDuration'] as const).filter((key) => file[key] !== undefined);
    for (const key of [...given, ...more]) {
      const message = `${key} at the top is the short form of a single scenario, and there is scenarios too`;
      context.error([key], message, `Move it into the scenario that is meant, or remove scenarios.`, {
        atKey: true,
      });
    }
    return;
  }
  if (file.maxDuration !== undefined) checkMaxDuration(context, file);
  if (file.duration !== undefined && file.stages !== undefined) {
    const hint = 'Keep duration for a fixed number of users, or stages for a changing one.';
    context.error(['stages'], 'duration and stages exclude each other', hint, { atKey: true });
  } else if (file.iterations !== undefined && file.stages !== undefined) {
    const hint = 'Keep iterations for a set number of them, or stages for a changing number of users.';
    context.error(['stages'], 'iterations and stages exclude each other', hint, { atKey: true });
  } else if (given.every((key) => key === 'vus') && !saysHowLong(outside)) {
    const hint = 'Add duration: 10s (with vus: 5), or iterations, or stages, or scenarios.';
    context.error(given.length > 0 ? [given[0] ?? ''] : [], 'nothing says how long to run', hint, {
      atKey: true,
    });
  }
}

function checkMaxDuration(context: PlanContext, file: ScenarioFile): void {
  if (file.iterations === undefined) {
    const hint =
      file.duration === undefined ? 'Write duration, or give iterations.' : 'Remove it: duration says so.';
    context.error(['maxDuration'], 'maxDuration is for iterations', hint, { atKey: true });
  } else if (file.duration !== undefined) {
    const message = 'duration and maxDuration say the same with iterations';
    context.error(['maxDuration'], message, 'Keep one of the two.', { atKey: true });
  }
}

function saysHowLong({ durationMs, iterations }: GivenFromOutside): boolean {
  return durationMs !== undefined || iterations !== undefined;
}
