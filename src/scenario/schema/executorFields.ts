import * as z from 'zod';
import { authField } from './authField.ts';
import { envField } from './envField.ts';
import { countField, durationField, settingText, tagsField } from './fields.ts';

const stage = z.strictObject({
  duration: durationField.describe('How long the way to `target` takes; `0s` jumps.'),
  target: countField.describe(
    'The number of virtual users (or the rate) at the end of this stage; the way there is linear.',
  ),
  name: settingText
    .min(1)
    .optional()
    .describe(
      'What this stage is called where its figures are told, such as `spike`. Default: what it does, such as `hold 50 VUs`.',
    ),
});
/** Stages of users or of rates. */
export const stagesField = z
  .array(stage)
  .min(1)
  .meta({ examples: [[{ duration: '30s', target: 10 }]] });

const pacingField = durationField
  .optional()
  .describe(
    'The least time that an iteration takes: one that is done sooner waits for the rest. Not for arrival rates. Default: `0s`.',
  );

const common = {
  flow: z
    .string()
    .optional()
    .describe('The name of the flow that each iteration runs. Needed where the file has more than one.'),
  startTime: durationField
    .optional()
    .describe('When this scenario begins, from the start of the run. Default: `0s`.'),
  pacing: pacingField,
  gracefulStop: durationField
    .optional()
    .describe('How long iterations under way may take to finish once the scenario ends. Default: `30s`.'),
  auth: authField.optional(),
  tags: tagsField.optional().describe('Tags on all samples of this scenario, for submetrics.'),
  env: envField
    .optional()
    .describe(
      `What variables are in the flow of this scenario, and in the headers and the query of its requests, whatever they are elsewhere: \`env: { PLAN: free }\`, then \`\${PLAN}\`.`,
    ),
};

const constantVus = z.strictObject({
  executor: z
    .literal('constant-vus')
    .describe('A fixed number of virtual users, each running its flow again and again.'),
  vus: countField.optional().describe('The number of virtual users. Default: 1.'),
  duration: durationField.describe('How long the scenario runs; at least `1s`.'),
  ...common,
});
const rampingVus = z.strictObject({
  executor: z.literal('ramping-vus').describe('A number of virtual users that follows `stages`.'),
  startVUs: countField.optional().describe('The number of virtual users at the start. Default: 1.'),
  stages: stagesField.describe('The stages, one after the other: `{ duration: 30s, target: 50 }`.'),
  gracefulRampDown: durationField
    .optional()
    .describe(
      'How long an iteration may take to finish when its user is taken away by a falling stage. Default: `30s`.',
    ),
  ...common,
});
const iterations = {
  vus: countField.optional().describe('The number of virtual users. Default: 1.'),
  maxDuration: durationField
    .optional()
    .describe(
      'When the scenario ends even if iterations are left; those are counted as dropped. Default: `10m`.',
    ),
  ...common,
};
const sharedIterations = z.strictObject({
  executor: z
    .literal('shared-iterations')
    .describe('A set number of iterations, shared by the virtual users: whoever is free takes the next.'),
  iterations: countField.optional().describe('The number of iterations in all. Default: 1.'),
  ...iterations,
});
const perVuIterations = z.strictObject({
  executor: z.literal('per-vu-iterations').describe('A set number of iterations for each virtual user.'),
  iterations: countField.optional().describe('The number of iterations of each virtual user. Default: 1.'),
  ...iterations,
});

const arrival = {
  timeUnit: durationField.optional().describe('The period that rates are for. Default: `1s`.'),
  preAllocatedVUs: countField
    .optional()
    .describe('The virtual users that are ready at the start. Left out: they are made as they are needed.'),
  maxVUs: countField
    .optional()
    .describe('The most virtual users there may be. Default: `preAllocatedVUs`, and without that 10000.'),
  arrival: z
    .enum(['uniform', 'poisson'])
    .optional()
    .describe(
      'How the starts are spaced: `uniform` (the default), evenly; `poisson`, at random, as independent users come, with the same rate on average. With a `seed` they are the same in every run.',
    ),
  whenBusy: z
    .enum(['wait', 'drop'])
    .optional()
    .describe(
      'What becomes of a start that finds no virtual user free. `wait` (the default): it waits for one, and its response time counts from when it should have started. `drop`: it is left out and counted in `dropped_iterations`, as in k6.',
    ),
  ...common,
};
const constantArrivalRate = z.strictObject({
  executor: z
    .literal('constant-arrival-rate')
    .describe(
      'Starts `rate` iterations every `timeUnit`, however long they take (the open model); response times count from the intended start.',
    ),
  rate: countField.describe('The number of iterations to start in each `timeUnit`.'),
  duration: durationField.describe('How long the scenario runs; at least `1s`.'),
  ...arrival,
});
const rampingArrivalRate = z.strictObject({
  executor: z
    .literal('ramping-arrival-rate')
    .describe('Starts iterations at a rate that follows `stages`, however long they take (the open model).'),
  startRate: countField.optional().describe('The rate at the start. Default: 0.'),
  stages: stagesField.describe(
    'The stages, one after the other; each `target` is a rate: `{ duration: 30s, target: 200 }`.',
  ),
  ...arrival,
});

/** A scenario by its executor. */
export const scenarioField = z
  .discriminatedUnion('executor', [
    sharedIterations,
    perVuIterations,
    constantVus,
    rampingVus,
    constantArrivalRate,
    rampingArrivalRate,
  ])
  .describe('Who runs which flow, how often and for how long.');

export type ScenarioEntry = z.infer<typeof scenarioField>;
export type StageEntry = z.infer<typeof stage>;
