/**
 * Whether a command line is sure to want an engine unless it is wrong: so that the process can be started before
 * the arguments are read properly, for which most of the command line must be loaded.
 */
export function wantsEngine(args: readonly string[]): boolean {
  const asksOnly = args.some((arg) => arg === '-h' || arg === '--help' || arg === '--version');
  return !asksOnly && args.find((arg) => !arg.startsWith('-')) === 'run';
}
