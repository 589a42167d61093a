import { assertNever } from '../../base/assertNever.ts';
import { HotlapError } from '../../base/errors.ts';
import { ClosedScheduler } from './closedScheduler.ts';
import { IterationScheduler } from './iterationScheduler.ts';
import { OpenScheduler } from './openScheduler.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';

/** The scheduler for a scenario's executor. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { executor } = options.scenario;
  switch (executor.kind) {
    case 'shared-iterations':
    case 'per-vu-iterations':
      return new IterationScheduler(options, executor);
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return new OpenScheduler(options, executor);
    case 'constant-vus':
    case 'ramping-vus':
      return new ClosedScheduler(options, executor);
    case 'breakpoint':
      throw new HotlapError({ code: 'internal', message: 'a breakpoint is run step by step' });
    default:
      return assertNever(executor);
  }
}
