import { formatDurationMs } from '../base/duration.ts';
import { toErrorInfo } from '../base/errors.ts';
import { ScenarioError } from '../scenario/load.ts';
import { planDurationMs } from '../scenario/plan/phases.ts';
import type { Plan } from '../scenario/plan/plan.ts';
import { requestsOf } from '../scenario/plan/plannedSteps.ts';
import type { OutsideFiles } from '../scenario/planner/fileLocation.ts';
import { formatProblem, type Problem } from '../scenario/problem.ts';
import { checkFile } from '../scenario/suite.ts';
import { plural } from '../session/wording.ts';
import { outsideFiles } from './allowedFiles.ts';
import type { Command } from './args.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { plainText } from './layout.ts';
import { isColored, type Style, styleOf } from './style.ts';

/** `hotlap validate`: what is wrong in each file on stdout. @returns the exit code */
export async function validateCommand(
  { files, variables, allowedFiles, color }: Extract<Command, { kind: 'validate' }>,
  { stdout, env, cwd }: CliContext,
): Promise<number> {
  const style = styleOf(isColored(stdout, env, color));
  const outside = outsideFiles(allowedFiles, cwd);
  let invalid = 0;
  for (const file of files) {
    const { valid, lines } = await validate(file, { env, variables, outside, style });
    if (!valid) invalid += 1;
    stdout.write(`${lines.join('\n')}\n`);
  }
  return invalid > 0 ? EXIT.configuration : EXIT.ok;
}

interface ValidateOptions {
  readonly env: CliContext['env'];
  readonly variables: Readonly<Record<string, string>>;
  readonly outside: OutsideFiles;
  readonly style: Style;
}

async function validate(
  file: string,
  { env, variables, outside, style }: ValidateOptions,
): Promise<{ valid: boolean; lines: string[] }> {
  try {
    const options = { processEnv: env, overrides: variables, outside };
    const { plan, suites, warnings } = await checkFile(file, options);
    const valid = `${style.green('✓')} ${plainText(file)}  ${style.dim(describe(plan, suites.length))}`;
    return { valid: true, lines: [valid, ...problemLines(warnings, file, style)] };
  } catch (thrown) {
    if (thrown instanceof ScenarioError && thrown.problems.length > 0) {
      const errors = thrown.problems.filter((problem) => problem.severity === 'error').length;
      const head = `${style.red('✗')} ${plainText(file)}  ${style.dim(plural(errors, 'error'))}`;
      return { valid: false, lines: [head, ...problemLines(thrown.problems, file, style)] };
    }
    const { message, hint } = toErrorInfo(thrown);
    const head = `${style.red('✗')} ${plainText(message)}`;
    return { valid: false, lines: hint ? [head, `    ${plainText(hint)}`] : [head] };
  }
}

/** `file:line:column path: message` and the remedy, which an editor's terminal makes a link. */
function problemLines(problems: readonly Problem[], file: string, style: Style): string[] {
  return problems.flatMap((problem) => {
    const [first = '', ...rest] = formatProblem(problem, file).split('\n');
    const paint = problem.severity === 'error' ? style.red : style.yellow;
    return [`  ${paint(plainText(first))}`, ...rest.map((line) => `    ${plainText(line)}`)];
  });
}

function describe(plan: Plan | null, suites: number): string {
  const ofSuites = suites > 0 ? [plural(suites, 'suite')] : [];
  if (plan === null) return ofSuites.join();
  const isSearch = plan.scenarios.some(({ executor }) => executor.kind === 'breakpoint');
  return [
    plural(plan.scenarios.length, 'scenario'),
    plural(
      Object.values(plan.flows).reduce((sum, steps) => sum + requestsOf(steps).length, 0),
      'request',
    ),
    plural(plan.thresholds.length, 'threshold'),
    ...ofSuites,
    `${isSearch ? 'at most ' : ''}${formatDurationMs(planDurationMs(plan))}`,
  ].join(', ');
}
