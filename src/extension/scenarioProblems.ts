import { buildPlan } from '../scenario/buildPlan.ts';
import { readEnvironment } from '../scenario/environment.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { Problem } from '../scenario/problem.ts';

/**
 * All that can be said against a scenario file as it stands: its shape, its thresholds, and what is missing
 * from the environment of the editor.
 */
export function problemsOf(
  text: string,
  file: string,
  processEnv: Record<string, string | undefined>,
): Problem[] {
  const parsed = parseScenario(text, file);
  const found = [...parsed.problems];
  if (parsed.scenario && !found.some((problem) => problem.severity === 'error')) {
    found.push(...buildPlan(parsed, { environment: readEnvironment(file, processEnv, {}) }).problems);
  }
  const seen = new Set<string>();
  return found.filter((problem) => {
    const key = `${problem.line}:${problem.column}:${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
