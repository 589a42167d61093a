import { formatDurationMs } from '../../base/duration.ts';
import { suggestion } from '../../base/nearest.ts';
import { type Secrets, secretNames, secretsIn } from '../expression/secrets.ts';
import { capturedNames } from '../expression/slots.ts';
import type { ParsedScenario } from '../parse/parse.ts';
import { planDurationMs } from '../plan/phases.ts';
import type { Plan, PlannedScenario, PlannedStep } from '../plan/plan.ts';
import { mapRequests, requestsOf } from '../plan/plannedSteps.ts';
import { arrangeProblems, type Path, type Problem } from '../problem.ts';
import type { EnvField } from '../schema/envField.ts';
import type { ScenarioEntry } from '../schema/executorFields.ts';
import { metricTypes } from '../schema/metricField.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { DataFiles } from './dataFile.ts';
import type { OutsideFile, OutsideFiles } from './fileLocation.ts';
import { overrideIterations } from './iterationsOverride.ts';
import { thresholdsOfRun } from './partialRun.ts';
import { planBreakpoint } from './planBreakpoint.ts';
import { PlanContext } from './planContext.ts';
import { DataPlanner } from './planData.ts';
import { FlowPlanner } from './planFlow.ts';
import { planCookies, planHttp2, planSocket, redirectOrigins } from './planHttp.ts';
import { planTags } from './planRequest.ts';
import {
  LEAST_DURATION_MS,
  overrideExecutor,
  planExecutor,
  planGracefulStop,
  planPacing,
  planRamp,
} from './planScenario.ts';
import { planSenders, type ThreadChoice } from './planThreads.ts';
import { checkTags, knownTags, planThresholds } from './planThresholds.ts';
import { planTls } from './planTls.ts';
import { checkShortForm, SHORT_KEYS } from './shortForm.ts';
import { planTarget } from './target.ts';

export interface BuildOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Only these; all where it is left out. */
  readonly scenarios?: readonly string[] | undefined;
  /** In place of the file's numbers. */
  readonly vus?: number | undefined;
  readonly durationMs?: number | undefined;
  /** In place of the one scenario that is run: so many iterations, shared. */
  readonly iterations?: number | undefined;
  /** How many threads send the load. */
  readonly threads?: ThreadChoice | undefined;
  /** Left out: those of the environment. */
  readonly secrets?: Secrets | undefined;
  /** What the files that it names must lie in. Left out: the repository of the scenario file, or its folder. */
  readonly root?: string | null | undefined;
  /** What may be read elsewhere. Left out: nothing. */
  readonly outside?: OutsideFiles | undefined;
  /** Keeps data files that were read before. */
  readonly dataFiles?: DataFiles | undefined;
}

/** `plan` is null where an error is among `problems`, or a file is outside that nobody has allowed yet. */
export interface BuiltPlan {
  readonly plan: Plan | null;
  readonly problems: readonly Problem[];
  /** What is to be asked for, in the order of the file; none of it was read. */
  readonly outside: readonly OutsideFile[];
}

/** The name of the scenario that the short form stands for: k6's. */
export const SHORT_FORM = 'default';

/**
 * Turns a parsed file into a plan. `problems` are all there are, the parser's too, so that one call tells an
 * editor everything.
 */
export function buildPlan(parsed: ParsedScenario, options: BuildOptions): BuiltPlan {
  const file = parsed.scenario;
  if (file === null) {
    return { plan: null, problems: [...parsed.problems, ...suitesOnly(parsed)], outside: [] };
  }
  const context = new PlanContext(parsed, options.environment, options);
  context.hidden.take(options.secrets ?? secretsIn(options.environment), secretNames(file));
  context.setDefaults(planEnv(context, file.env, ['env']));
  context.metricTypes = metricTypes(file);
  for (const name of capturedNames(file)) context.slots.capture(name);
  const data = new DataPlanner(context, file.data ?? {}, options.dataFiles ?? null);
  const target = planTarget(context, file.target);
  const flows = new FlowPlanner(context, file, target);
  const auth = flows.auths.plan(file.auth, ['auth']);
  const scenarios = planScenarios(context, file, options, flows);
  const run = [...scenarios.map((one) => one.flow), ...flows.planAround(), ...flows.auths.flows];
  flows.planUnused();
  flows.checkCaptures([
    ...scenarios.map((one) => ({ flow: one.flow, auth: one.auth ?? auth })),
    ...flows.planAround().map((flow) => ({ flow, auth })),
  ]);
  const used = flows.withCalled(run);
  const planned = numberRequests([...used].map((name) => [name, flows.steps(name)]));
  const requests = planned.flatMap(([, steps]) => requestsOf(steps));
  const reached = requests.map((request) => request.origin);
  const origins = [...new Set([target.origin, ...reached, ...redirectOrigins(context, file)])];
  const plan: Plan = {
    version: 1,
    name: planName(context, file, parsed.file),
    file: parsed.file,
    target: target.origin,
    origins,
    scenarios,
    flows: Object.fromEntries(planned),
    thresholds: planThresholds(context, file),
    tags: planTags(context, file.tags, ['tags']),
    ...(context.slots.names.length === 0 ? {} : { slots: context.slots.names }),
    ...(file.data === undefined ? {} : { data: data.plan() }),
    ...flows.auths.parts(auth),
    ...(file.seed === undefined ? {} : { seed: file.seed }),
    secrets: context.hidden.all,
    ...planCookies(file),
    ...(file.traceparent === true ? { traceparent: true as const } : {}),
    ...planSenders(context, file, options.threads, { scenarios, auths: flows.auths.all }),
    ...planTls(context, file),
    ...planSocket(context, file, parsed.file),
    ...planHttp2(context, file, origins),
    warmupMs: planWarmup(context, file, scenarios),
    profile: typeof file.profile === 'object' ? file.profile.auto : (file.profile ?? false),
  };
  data.checkUsers(plan);
  flows.auths.checkRows(plan);
  const scenarioNames = Object.keys(file.scenarios ?? { [SHORT_FORM]: 1 });
  checkTags(context, plan, knownTags(file, flows, scenarioNames));
  const problems = [...parsed.problems, ...context.problems];
  const { outside } = context;
  const isWrong = outside.length > 0 || problems.some((problem) => problem.severity === 'error');
  const isPart = scenarios.length < scenarioNames.length;
  const thresholds = isPart ? thresholdsOfRun(plan, Object.keys(context.metricTypes)) : plan.thresholds;
  return { plan: isWrong ? null : { ...plan, thresholds }, problems: arrangeProblems(problems), outside };
}

/** Of a file in which there is nothing to run but suites. */
function suitesOnly(parsed: ParsedScenario): Problem[] {
  const [first] = Object.keys(parsed.suites ?? {});
  if (parsed.suites === null) return [];
  const message = 'the file has suites, and no scenario of its own';
  const hint = `Run a suite: --suite ${first ?? 'NAME'}.`;
  const more = { code: 'scenario-invalid', atKey: true, source: undefined } as const;
  return [parsed.locate({ path: ['suites'], message, hint, ...more })];
}

function planWarmup(context: PlanContext, file: ScenarioFile, scenarios: PlannedScenario[]): number {
  const warmupMs = context.durationMs(file.warmup, ['warmup'], 0);
  const durationMs = planDurationMs({ scenarios });
  if (warmupMs > 0 && scenarios.length > 0 && warmupMs >= durationMs) {
    const message = `the warm-up takes all of the ${formatDurationMs(durationMs)} that there are, and nothing would be counted`;
    context.error(['warmup'], message, 'Shorten the warm-up, or run for longer.');
  }
  return warmupMs;
}

function planName(context: PlanContext, file: ScenarioFile, path: string): string {
  const given = file.name === undefined ? '' : context.text(file.name, ['name']);
  if (given !== '') return context.hidden.shown(given);
  const base = path.split(/[\\/]/).at(-1) ?? path;
  return base.replace(/(\.perf)?\.(ya?ml|json)$/i, '');
}

function planScenarios(
  context: PlanContext,
  file: ScenarioFile,
  options: BuildOptions,
  flows: FlowPlanner,
): PlannedScenario[] {
  const all = Object.entries(file.scenarios ?? {});
  if (file.breakpoint !== undefined) {
    const flow = flows.find(file.breakpoint.flow, ['breakpoint']);
    checkNames(context, options.scenarios ?? [], [SHORT_FORM]);
    const at = { name: SHORT_FORM, flow, overrides: options };
    return [planBreakpoint(context, file, file.breakpoint, at)];
  }
  checkShortForm(context, file, options);
  if (file.scenarios === undefined) {
    checkNames(context, options.scenarios ?? [], [SHORT_FORM]);
    const planned = planShortForm(context, file, options, flows);
    const ownVus = file.vus === undefined ? 1 : context.count(file.vus, ['vus'], 1);
    return planned === null ? [] : overrideIterations(context, [planned], options, ownVus);
  }
  const names = all.map(([name]) => name);
  if (names.length === 0) {
    context.error(
      ['scenarios'],
      'there is no scenario',
      'Give it one: name: { executor: constant-vus, vus: 5, duration: 10s }.',
    );
  }
  checkNames(context, options.scenarios ?? [], names);
  // All are planned, so that what is wrong with any of them is told; those asked for are run.
  const planned = all.map(([name, entry]) => planScenario(context, name, entry, options, flows));
  const run = planned.filter((one) => options.scenarios?.includes(one.name) ?? true);
  return overrideIterations(context, run, options, null);
}

function checkNames(context: PlanContext, asked: readonly string[], known: readonly string[]): void {
  for (const name of asked) {
    if (known.includes(name)) continue;
    const code = 'scenario-unknown';
    context.error(['scenarios'], `there is no scenario "${name}"`, suggestion(name, known), { code });
  }
}

function planScenario(
  context: PlanContext,
  name: string,
  entry: ScenarioEntry,
  options: BuildOptions,
  flows: FlowPlanner,
): PlannedScenario {
  const path = ['scenarios', name];
  const env = planEnv(context, entry.env, [...path, 'env']);
  const find = () => ({
    flow: flows.find(entry.flow, path),
    auth: flows.auths.plan(entry.auth, [...path, 'auth']),
  });
  const { flow, auth } = entry.env === undefined ? find() : context.within(name, env, find);
  return {
    name,
    flow,
    ...(auth === undefined ? {} : { auth }),
    startTimeMs: context.durationMs(entry.startTime, [...path, 'startTime'], 0),
    gracefulStopMs: planGracefulStop(context, entry, path),
    ...planPacing(context, entry.pacing, entry.executor, path),
    tags: planTags(context, entry.tags, [...path, 'tags']),
    executor: overrideExecutor(planExecutor(context, entry, path), options),
    place: context.place(path),
  };
}

function planEnv(context: PlanContext, env: EnvField | undefined, path: Path): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env ?? {}).map(([name, value]) => [name, context.scalar(value, [...path, name])]),
  );
}

/**
 * k6's shortcuts: `duration` is constant-vus, `stages` is ramping-vus that starts at `vus`, `iterations` is
 * shared-iterations for `maxDuration` (or `duration`) at the most.
 */
function planShortForm(
  context: PlanContext,
  file: ScenarioFile,
  options: BuildOptions,
  flows: FlowPlanner,
): PlannedScenario | null {
  const flow = flows.find(undefined, []);
  const pacing = planPacing(context, file.pacing, 'constant-vus', []);
  const common = { name: SHORT_FORM, flow, startTimeMs: 0, gracefulStopMs: 30_000, tags: {}, ...pacing };
  const [key] = SHORT_KEYS.filter((one) => file[one] !== undefined);
  const place = key === undefined ? null : context.place([key]);
  if (file.stages !== undefined) {
    const executor = planRamp(context, file.stages, file.vus, undefined, [], 'vus');
    return { ...common, place, executor: overrideExecutor(executor, options) };
  }
  if (file.iterations !== undefined) {
    const { vus, iterations, duration, maxDuration = duration } = file;
    const entry = { executor: 'shared-iterations', vus, iterations, maxDuration } as const;
    return { ...common, place, executor: overrideExecutor(planExecutor(context, entry, []), options) };
  }
  // What stands in for it when there are iterations to be put in its place.
  const own = options.iterations === undefined ? undefined : LEAST_DURATION_MS;
  const duration = file.duration ?? options.durationMs ?? own;
  if (duration === undefined) return null;
  const entry = { executor: 'constant-vus', vus: file.vus, duration } as const;
  return { ...common, place, executor: overrideExecutor(planExecutor(context, entry, []), options) };
}

/** Numbers the requests from 0 in the order of flows and steps. */
function numberRequests(flows: readonly [string, PlannedStep[]][]): [string, PlannedStep[]][] {
  let next = 0;
  return flows.map(([name, steps]) => [name, mapRequests(steps, (request) => ({ ...request, id: next++ }))]);
}
