import type { OutsideFile } from '../scenario/planner/fileLocation.ts';

/**
 * What is asked before a run reads a file outside the workspace folder: a line, and what wants it.
 * @param scenario how the scenario file is shown
 */
export function fileQuestion(
  { path, place }: OutsideFile,
  scenario: string,
): { readonly message: string; readonly detail: string } {
  const at = `${visible(scenario)}:${place.line}:${place.column}`;
  return {
    message: `Let the run read ${visible(path)}?`,
    detail: `The file lies outside the workspace folder, and ${at} asks for it: what is in it may be sent to the API. Hotlap remembers a yes for this workspace; “Hotlap: Forget Allowed File…” takes it back.`,
  };
}

/** A path cannot break the line that asks for it, nor turn its direction. */
function visible(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}
