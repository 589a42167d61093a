import { isAbsolute, relative } from 'node:path';
import { type ErrorInfo, formatError, toErrorInfo } from '../base/errors.ts';
import { ScenarioError } from '../scenario/load.ts';
import { formatProblem, type Problem } from '../scenario/problem.ts';
import type { CliContext } from './context.ts';
import { plainText } from './layout.ts';

/** Tells on stderr what was thrown: of a scenario file every problem, as `hotlap validate` does. */
export function tellThrown(thrown: unknown, { stderr, cwd }: Pick<CliContext, 'stderr' | 'cwd'>): void {
  if (!(thrown instanceof ScenarioError) || thrown.problems.length === 0) {
    writeError(stderr, toErrorInfo(thrown));
    return;
  }
  const lines = thrown.format(shownFile(thrown.place?.file ?? '', cwd)).split('\n');
  const head = thrown.problems.length > 1 ? 'the scenario cannot be run\n' : '';
  stderr.write(`hotlap: ${head}${lines.map(plainLine).join('\n')}\n`);
}

/** From the current folder, where it lies in it. */
function shownFile(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}

export function writeError(stderr: CliContext['stderr'], info: ErrorInfo): void {
  stderr.write(`hotlap: ${formatError(info).split('\n').map(plainLine).join('\n')}\n`);
}

/** A warning of a scenario file on one line: its place, what is wrong, and the remedy as a sentence of its own. */
export function warningText(problem: Problem, file: string): string {
  const [message = '', ...hint] = formatProblem(problem, file).split('\n');
  const said = message.replace(/\swarning:/, '');
  return hint.length === 0 ? said : `${said}. ${hint.map((line) => line.trim()).join(' ')}`;
}

function plainLine(line: string): string {
  return line.startsWith('  ') ? `  ${plainText(line)}` : plainText(line);
}
