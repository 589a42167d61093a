import { patternProblem } from '../expression/pattern.ts';
import { hasExpression, report, settingText } from './fields.ts';

/** A regular expression that is looked for in a response. */
export const patternText = settingText.check((context) => {
  if (hasExpression(context.value)) return;
  const wrong = patternProblem(context.value);
  if (wrong !== null) report(context, wrong.message, { hint: wrong.hint });
});
