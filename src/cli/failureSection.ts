import { type FailureKind, failureKinds, otherFailures } from '../session/failureKinds.ts';
import type { SessionState } from '../session/state.ts';
import { countText, plural } from '../session/wording.ts';
import { clip, plainText, wrap } from './layout.ts';
import type { Style } from './style.ts';
import type { SummaryOptions } from './summaryOptions.ts';

const KIND_LIMIT = 8;

/** What failed, by kind: how often, the step's line, and the first of each. */
export function failureSection(
  { failures, snapshot }: SessionState,
  { style, width }: SummaryOptions,
): string[] {
  if (failures.length === 0) return [];
  const kinds = failureKinds(failures, snapshot?.failureCounts);
  const shown = kinds.slice(0, KIND_LIMIT);
  const others = otherFailures(snapshot?.failureCounts);
  const sum = (some: readonly FailureKind[]) => some.reduce((all, { count }) => all + count, 0);
  const rest = sum(kinds.slice(KIND_LIMIT)) + others;
  const all = sum(kinds) + others;
  const of =
    kinds.length > 1
      ? `  ${countText(all)} of ${kinds.length}${others > 0 ? ' kinds and more' : ' kinds'}`
      : '';
  return [
    style.bold('Failures') + style.dim(of),
    ...shown.flatMap((kind) => kindLines(kind, style, width)),
    ...(rest > 0 ? [style.dim(`  and ${plural(rest, 'failure')} of other kinds`)] : []),
  ];
}

function kindLines({ first, count }: FailureKind, style: Style, width: number): string[] {
  const { name, method, url, status, reason, excerpt, place, traceId } = first;
  const times = count > 1 ? `  ${countText(count)}×` : '';
  const step = place === null ? '' : `  step at line ${place.line}`;
  const where = `${plainText(name)}  ${method} ${plainText(url)}${step}${times}`;
  const answer = status > 0 && !reason.includes(String(status)) ? `status ${status}: ` : '';
  return [
    ...wrap(where, width - 4).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)),
    ...wrap(plainText(answer + reason), width - 4).map((line) => `    ${style.red(line)}`),
    ...(excerpt === '' ? [] : [`    ${style.dim(clip(plainText(excerpt), width - 4))}`]),
    ...(traceId ? [`    ${style.dim(`trace ${traceId}`)}`] : []),
  ];
}
