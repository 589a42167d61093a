import { assertNever } from '../base/assertNever.ts';
import { toErrorInfo } from '../base/errors.ts';
import { parseCommand } from './args.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOfError } from './exitCodes.ts';
import { runCommand } from './runCommand.ts';
import { tellThrown } from './tellError.ts';

/** Carries out a command line, whatever becomes of it. @returns the exit code; nothing is thrown */
export async function cli(args: readonly string[], context: CliContext): Promise<number> {
  try {
    return await perform(args, context);
  } catch (thrown) {
    tellThrown(thrown, context);
    return exitCodeOfError(toErrorInfo(thrown).code);
  }
}

/** What `run` needs is loaded at the start, the rest when it is asked for. */
async function perform(args: readonly string[], context: CliContext): Promise<number> {
  const command = parseCommand(args);
  switch (command.kind) {
    case 'help': {
      const { helpText } = await import('./help.ts');
      context.stdout.write(`${helpText(command.topic)}\n`);
      return EXIT.ok;
    }
    case 'version':
      context.stdout.write(`hotlap ${context.version}\n`);
      return EXIT.ok;
    case 'validate': {
      const { validateCommand } = await import('./validateCommand.ts');
      return await validateCommand(command, context);
    }
    case 'new': {
      const { newCommand } = await import('./newCommand.ts');
      return await newCommand(command.options, context);
    }
    case 'suite': {
      const { suiteCommand } = await import('./suiteCommand.ts');
      return await suiteCommand(command.suite, command.options, context);
    }
    case 'run':
      return await runCommand(command.options, context);
    default:
      return assertNever(command);
  }
}
