import * as z from 'zod';
import { parseDurationMs } from '../../base/duration.ts';
import { parseCondition } from '../expression/condition.ts';
import { countField, durationField, hasExpression, report, settingText, thinkField } from './fields.ts';

/** A condition on the last response. */
const conditionField = settingText
  .check((context) => {
    if (hasExpression(context.value)) return;
    const parsed = parseCondition(context.value);
    if (!parsed.ok) report(context, parsed.message, { hint: parsed.hint });
  })
  .meta({ examples: ['status == 200', '$.state == "done"', 'header.location exists'] });

const CONDITION =
  'on the last response: `status == 200`, `$.state == "done"`, `header.location contains /login`, `body matches ^ok`, or on a captured value or one of a data row, `var.name != ""`; with `==`, `!=`, `<`, `<=`, `>`, `>=`, `contains`, `matches`, `exists`, `missing`, and `$.items length > 0`, joined by `and` and `or` (`and` binds tighter).';

const normalThink = z.strictObject({
  mean: durationField.describe('The mean of the pauses.'),
  deviation: durationField.describe('Their standard deviation.'),
});

const thinkStep = z
  .strictObject({
    think: z
      .union([thinkField, normalThink], {
        error: 'a duration such as 500ms, a range such as 1s..3s, or { mean: 1s, deviation: 300ms }',
      })
      .meta({
        description:
          'A pause: a duration such as `500ms`; a range such as `1s..3s` of which each pause takes a random part; or `{ mean: 1s, deviation: 300ms }` for pauses by the normal distribution, cut at three deviations from the mean, never negative.',
        examples: ['500ms', '1s..3s'],
      }),
  })
  .meta({
    examples: [{ think: '500ms' }, { think: '1s..3s' }, { think: { mean: '1s', deviation: '300ms' } }],
  });

/** Told of a repeat with neither. */
export const NO_REPEAT = 'nothing says how often to repeat';

const MAX = 'a number of turns such as 20, or a duration such as 2m';

const repeatRule = z
  .strictObject({
    count: countField.optional().describe('How many times the steps are run.'),
    until: conditionField
      .optional()
      .describe(`Runs the steps until this holds, looked at after each turn. A condition ${CONDITION}`),
    every: durationField
      .optional()
      .describe(
        'The time from the start of a turn to the start of the next; a turn that takes longer is followed at once. Default: `1s` with `until`, else `0s`.',
      ),
    max: z
      .union([z.int().min(1), settingText], { error: MAX })
      .check((context) => {
        const { value } = context;
        if (typeof value === 'number' || hasExpression(value) || isLimit(value)) return;
        report(context, `"${value}" is no number of turns and no duration`, { hint: `Write ${MAX}.` });
      })
      .optional()
      .meta({
        description:
          'With `until`: how many turns (`20`), or how long until the last may start (`2m`). Where the condition does not hold by then, a check fails, and the iteration goes on. Default: `1m`.',
        examples: ['1m', 20],
      }),
    stopOnFail: z
      .boolean()
      .optional()
      .describe('With `until`: `true` ends the iteration where the condition never held. Default: `false`.'),
  })
  .check((context) => {
    const { count, until, max, stopOnFail } = context.value;
    if (count === undefined && until === undefined) {
      report(context, NO_REPEAT, { hint: 'Give count or until.' });
    } else if (count !== undefined && until !== undefined) {
      const hint = 'Keep one of them; max limits the turns of until.';
      report(context, 'count and until exclude each other', { hint, atKey: true }, ['until']);
    } else if (until === undefined) {
      const key = max !== undefined ? 'max' : stopOnFail !== undefined ? 'stopOnFail' : null;
      if (key === null) return;
      report(context, `${key} is for until`, { hint: 'Remove it, or give until.', atKey: true }, [key]);
    }
  });

/** What is wrong with a group's name, or null. */
export function groupNameProblem(name: string): { message: string; hint: string } | null {
  if (!name.includes('::')) return null;
  return { message: 'the name of a group must not hold ::', hint: 'k6 joins the names of groups with it.' };
}

/** Whether a text is what `max` takes. */
export function isLimit(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text) || (parseDurationMs(text) !== undefined && !/^[\d.]+$/.test(text));
}

export type ThinkStep = z.infer<typeof thinkStep>;
export type RepeatRule = z.infer<typeof repeatRule>;
/** Steps by weight: one branch is taken at random each time. */
export interface PickStep<Step> {
  pick: { weight?: number | undefined; steps: Step[] }[];
}
export interface GroupStep<Step> {
  group: string;
  steps: Step[];
}
export interface RepeatStep<Step> {
  repeat: string | number | RepeatRule;
  steps: Step[];
}
export interface WhenStep<Step> {
  when: string;
  steps: Step[];
  else?: Step[] | undefined;
}
export interface CallStep {
  call: string;
}
const callStep = z
  .strictObject({
    call: settingText
      .min(1)
      .describe('Runs the steps of this flow here, as if they were written in its place.'),
  })
  .meta({ examples: [{ call: 'login' }] });

/** @param steps the field for a list of steps of any kind */
export function flowStepSchemas<Step>(steps: z.ZodType<Step[]>) {
  const pickStep = z
    .strictObject({
      pick: z
        .array(
          z.strictObject({
            weight: z
              .number()
              .positive()
              .optional()
              .describe('How often this branch is taken, against the weights of the others. Default: 1.'),
            steps: steps.describe('The steps of this branch.'),
          }),
        )
        .min(1)
        .describe('Takes one of the branches at random, by their weights.'),
    })
    .meta({
      examples: [
        {
          pick: [
            { weight: 5, steps: [{ GET: '/products' }] },
            { weight: 1, steps: [{ GET: '/search', query: { q: 'shoe' } }] },
          ],
        },
      ],
    });
  const groupStep = z
    .strictObject({
      group: settingText
        .min(1)
        .check((context) => {
          const wrong = groupNameProblem(context.value);
          if (wrong !== null) report(context, wrong.message, { hint: wrong.hint });
        })
        .describe(
          'Names these steps. Their time together is the metric `group_duration`, also as `group_duration{group:::login}`; their samples carry the tag `group` with the names of all groups they are in: `::checkout::login`.',
        ),
      steps: steps.describe('The steps of this group.'),
    })
    .meta({ examples: [{ group: 'checkout', steps: [{ POST: '/cart' }, { POST: '/orders' }] }] });
  const repeatStep = z
    .strictObject({
      repeat: z
        .union([countField, repeatRule], { error: 'a number of times, or a map with count or until' })
        .meta({
          description:
            'Runs the steps again and again: a number of times, or `{ until: …, every: …, max: … }` until the last response meets a condition, as in polling an import until it is done.',
          examples: [3, { until: '$.state == "done"', every: '500ms', max: '1m' }],
        }),
      steps: steps.describe('The steps that are repeated.'),
    })
    .meta({
      examples: [
        { repeat: 3, steps: [{ GET: '/products' }] },
        {
          repeat: { until: '$.state == "done"', every: '500ms', max: '1m' },
          steps: [{ GET: `/imports/\${id}` }],
        },
      ],
    });
  const whenStep = z
    .strictObject({
      when: conditionField.describe(
        `Runs the steps only where this condition holds, ${CONDITION} Before the first response of an iteration no condition on a response holds.`,
      ),
      steps: steps.describe('The steps that are run where the condition holds.'),
      else: steps.optional().describe('The steps that are run where it does not.'),
    })
    .meta({
      examples: [{ when: 'status == 404', steps: [{ POST: '/cart' }], else: [{ GET: '/cart/items' }] }],
    });
  return [thinkStep, pickStep, groupStep, repeatStep, whenStep, callStep] as const;
}
