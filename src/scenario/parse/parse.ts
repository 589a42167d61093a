import { arrangeProblems, formatPath, type Path, type Problem, type TextRange } from '../problem.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { SuitesField } from '../schema/suiteField.ts';
import { keyOffsetsAt, offsetsAt } from './offsets.ts';
import { checkShape, type Finding } from './shape.ts';
import { readSource, type Source } from './source.ts';

/** What {@link parseScenario} found in a text. */
export interface ParsedScenario {
  /** As it was given, for messages and the default name. */
  readonly file: string;
  /** null where an error is among `problems`, or the file has suites only. */
  readonly scenario: ScenarioFile | null;
  /** null where an error is among `problems`, or there are none. */
  readonly suites: SuitesField | null;
  /** Syntax and shape. What needs the environment, or one part against another, {@link buildPlan} tells. */
  readonly problems: readonly Problem[];
  /** Where a path stands, or its nearest ancestor; null in an empty file. */
  place(path: Path): TextRange | null;
  /** Makes a problem of a finding: gives it its place. */
  locate(finding: Finding, severity?: Problem['severity']): Problem;
}

/** Reads a scenario file, YAML or JSON. Never throws: what is wrong is among the problems. */
export function parseScenario(text: string, file: string): ParsedScenario {
  const source = readSource(text);
  const locate: ParsedScenario['locate'] = (finding, severity = 'error') => ({
    severity,
    code: finding.code,
    path: formatPath(finding.path),
    message: finding.message,
    hint: finding.hint,
    ...findPlace(source, text, finding),
  });
  const problems = source.problems.map((one): Problem => {
    const { message, hint, severity } = one;
    return {
      severity,
      code: 'scenario-invalid',
      path: formatPath(one.path),
      message,
      hint,
      ...source.range(one.offsets),
    };
  });
  const isUnreadable = problems.some((problem) => problem.severity === 'error');
  let scenario: ScenarioFile | null = null;
  let suites: SuitesField | null = null;
  // Half a document would be told of keys that are missing only because its syntax is broken.
  if (!isUnreadable) {
    const shape = checkShape(source.root?.value);
    scenario = shape.scenario;
    suites = shape.suites;
    problems.push(...shape.findings.map((finding) => locate(finding)));
  }
  return {
    file,
    scenario,
    suites,
    problems: arrangeProblems(problems),
    place: (path) => (source.root === null ? null : source.range(offsetsAt(source.root, path))),
    locate,
  };
}

function findPlace(source: Source, text: string, { path, atKey, source: part }: Finding): TextRange {
  const key = atKey ? keyOffsetsAt(source.root, path) : undefined;
  if (key !== undefined) return source.range(key);
  const [start, end] = offsetsAt(source.root, path);
  if (part === undefined) return source.range([start, end]);
  const within = text.slice(start, end).indexOf(part);
  return source.range(within < 0 ? [start, end] : [start + within, start + within + part.length]);
}
