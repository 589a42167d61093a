import { readEnvironment } from '../scenario/environment.ts';
import { parseScenario } from '../scenario/parse/parse.ts';
import { buildPlan } from '../scenario/planner/buildPlan.ts';
import { DataFiles } from '../scenario/planner/dataFile.ts';
import type { OutsideFiles } from '../scenario/planner/fileLocation.ts';
import type { Problem } from '../scenario/problem.ts';
import { readSuites } from '../scenario/suite.ts';

export { DataFiles };

/**
 * All that can be said against a scenario file as it stands: its shape, its thresholds, and what is missing
 * from the environment of the editor.
 * @param data the workspace folder that files must lie in, what may be read elsewhere, and what keeps the data
 *   files that were read
 */
export function problemsOf(
  text: string,
  file: string,
  processEnv: Record<string, string | undefined>,
  data: {
    readonly root?: string | null;
    readonly outside?: OutsideFiles;
    readonly dataFiles?: DataFiles;
  } = {},
): Problem[] {
  const parsed = parseScenario(text, file);
  const found = [...parsed.problems];
  if (parsed.scenario && !found.some((problem) => problem.severity === 'error')) {
    const { problems } = buildPlan(parsed, {
      environment: readEnvironment(file, processEnv, {}),
      secrets: 'unread',
      ...data,
    });
    found.push(...problems.map(asTyped));
  }
  if (parsed.suites) {
    const { problems } = readSuites(parsed, {
      processEnv,
      overrides: {},
      root: data.root,
      outside: data.outside,
    });
    found.push(...problems.map(asTyped));
  }
  const seen = new Set<string>();
  return found.filter((problem) => {
    const key = `${problem.line}:${problem.column}:${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What the environment lacks is no fault of the file: it may be there when the scenario is run elsewhere. */
function asTyped(problem: Problem): Problem {
  return problem.code === 'variable-missing' ? { ...problem, severity: 'warning' } : problem;
}
