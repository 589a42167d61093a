import * as z from 'zod';
import { countField, durationField, tagsField } from './fields.ts';

/** A search for the highest rate that the API bears. */
export const breakpointField = z
  .strictObject({
    start: countField.describe('The first rate that is tried, in iterations a second; at least 1.'),
    step: countField
      .optional()
      .describe(
        'By how much the rate is raised from step to step; with `search: bisection`, how exactly the result is to be known. Default: as much as `start`.',
      ),
    stepDuration: durationField
      .optional()
      .describe(
        'How long each rate is held. Its thresholds are judged by what began in this time. Default: `20s`.',
      ),
    max: countField.optional().describe('The highest rate that is tried. Default: 100 times `start`.'),
    search: z
      .enum(['steps', 'bisection'])
      .optional()
      .describe(
        '`steps` (the default): up by `step` until the thresholds fail. `bisection`: twice as high each time until they fail, then halving what lies between, down to `step`: fewer steps to a high rate.',
      ),
    target: countField
      .optional()
      .describe(
        'The rate that the API has to bear: the run fails where it does not hold, and tells the headroom where it does (`holds 840/s: 1.7 times your 500/s`).',
      ),
    flow: z
      .string()
      .optional()
      .describe('The name of the flow that each iteration runs. Needed where the file has more than one.'),
    maxVUs: countField
      .optional()
      .describe(
        'The most virtual users there may be. A start that finds none free waits for one, and its response time counts from when it should have started. Default: 10000.',
      ),
    gracefulStop: durationField
      .optional()
      .describe(
        'How long iterations may take to finish once their step is over; where one does not, the rate has not held. Default: `30s`.',
      ),
    tags: tagsField.optional().describe('Tags on all samples of this scenario, for submetrics.'),
  })
  .meta({
    description:
      'In place of `scenarios`: raises the rate step by step until the `thresholds` fail, each judged by the figures of its step alone, and tells the highest rate that held and which threshold gave way first.',
    examples: [{ start: 50, step: 50, stepDuration: '20s', max: 2000, target: 500 }],
  });

export type BreakpointField = z.infer<typeof breakpointField>;
