import { ClosedScheduler } from './closedScheduler.ts';
import { OpenScheduler } from './openScheduler.ts';
import type { Scheduler, SchedulerOptions } from './scheduler.ts';

/** The scheduler for a scenario's executor. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { executor } = options.scenario;
  return executor.kind === 'constant-arrival-rate'
    ? new OpenScheduler(options, executor)
    : new ClosedScheduler(options, executor);
}
