import { patternProblem } from '../expression/pattern.ts';
import type { ResolvedPart } from '../expression/resolvedPart.ts';
import { showPart, toTemplate } from '../expression/resolvedText.ts';
import type { Template } from '../plan/plan.ts';
import type { Path } from '../problem.ts';
import type { PlanContext } from './planContext.ts';

/** A text that is expected in a response. */
export interface Expected {
  readonly value: Template;
  /** With captured values as they stand in the file. */
  readonly shown: string;
}

/** A pattern is known before the run; it may have become wrong by what a variable brought in. */
export function planPattern(context: PlanContext, given: string, path: Path): string {
  const text = context.text(given, path);
  const wrong = patternProblem(text);
  if (wrong !== null) context.error(path, wrong.message, `${wrong.hint} Look at the variables in it.`);
  return text;
}

/** What is captured, of a data row or of the user may stand in it; what is new each time may not. */
export function planExpected(context: PlanContext, text: string, path: Path): Expected {
  const parts = context.template(text, path);
  if (parts.some(isNewEachTime)) {
    const hint = 'Use a fixed value, a variable, or a value that was captured before.';
    context.error(path, 'an expected value cannot be made up anew for each request', hint);
  }
  return { value: toTemplate(parts, 'none'), shown: parts.map(showPart).join('') };
}

function isNewEachTime(part: ResolvedPart): boolean {
  if (part.kind === 'base64') return part.parts.some(isNewEachTime);
  return part.kind === 'call' && part.call !== 'vu' && part.call !== 'iter';
}

/** Short enough for the name of a check. */
export function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
