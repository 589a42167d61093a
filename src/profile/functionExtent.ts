/**
 * The last line (from 1) of the function that begins at `startLine`, by how the text is indented: enough to
 * tell lines that cannot be its own. V8 gives the lines of some runtime functions, inlined into a user's, as
 * if they were lines of the user's file.
 */
export function lastLineOfFunction(lines: readonly string[], startLine: number): number {
  const base = indentation(lines[startLine - 1] ?? '');
  let last = startLine;
  for (let line = startLine + 1; line <= lines.length; line += 1) {
    const text = (lines[line - 1] ?? '').trim();
    if (text === '') continue;
    if (indentation(lines[line - 1] ?? '') <= base) {
      if (/^[})\]]/.test(text)) {
        // `}: Options) {` and `): number {` end the parameters, not the function.
        if (!/[{(]$|=>$/.test(text)) return line;
      } else if (!text.startsWith('{')) {
        return last;
      }
    }
    last = line;
  }
  return last;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}
