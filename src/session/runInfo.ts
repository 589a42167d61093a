import { type Phase, phasesOf, planDurationMs } from '../scenario/plan/phases.ts';
import { type Plan, SETUP_FLOW } from '../scenario/plan/plan.ts';
import type { RunRequest } from './runRequest.ts';
import type { RunInfo } from './state.ts';

/** What is known of a run before it starts. */
export function runInfoOf(
  { plan, root, profiled }: Pick<RunRequest, 'plan' | 'root' | 'profiled'>,
  id: string,
  startedAtMs: number,
): RunInfo {
  return {
    id,
    name: plan.name,
    scenarios: plan.scenarios.map((scenario) => scenario.name),
    file: plan.file,
    root,
    target: plan.target,
    startedAtMs,
    durationMs: planDurationMs(plan),
    ...(plan.scenarios.some(({ executor }) => executor.kind === 'breakpoint')
      ? { isSearch: true as const }
      : {}),
    warmupMs: plan.warmupMs,
    ...(plan.flows[SETUP_FLOW] === undefined ? {} : { hasSetup: true as const }),
    ...(plan.tls?.insecure === true && reachesTls(plan) ? { isInsecure: true as const } : {}),
    phases: phasesOfPlan(plan),
    profiled,
    thresholds: plan.thresholds.map(({ metric, expression }) => ({ metric, expression })),
  };
}

function reachesTls({ origins }: Plan): boolean {
  return origins.some((origin) => origin.startsWith('https:'));
}

/** The phases of all scenarios by time; with several scenarios each says whose it is. */
function phasesOfPlan({ scenarios }: Plan): Phase[] {
  const phases = scenarios.flatMap(({ name, executor, startTimeMs }) =>
    phasesOf(executor, startTimeMs).map((phase) =>
      scenarios.length > 1 ? { ...phase, label: `${name}: ${phase.label}` } : phase,
    ),
  );
  return phases.sort((a, b) => a.startMs - b.startMs);
}
