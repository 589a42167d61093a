import type { ErrorInfo } from '../base/errors.ts';

/** Why nothing is run in a workspace that is not trusted; null where it is trusted. */
export function trustProblem(isTrusted: boolean): ErrorInfo | null {
  if (isTrusted) return null;
  return {
    code: 'workspace-untrusted',
    message: 'This workspace is not trusted, so Hotlap runs nothing in it',
    hint: 'Trust the workspace if you know where its files come from',
  };
}
