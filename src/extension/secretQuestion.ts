import { basename } from 'node:path';
import { LEAST_SECRET } from '../base/secretForms.ts';
import type { KeptSecret } from './secretKeeper.ts';

/** What the input box for a secret says. */
export function secretQuestion({ name, folder }: KeptSecret) {
  return {
    title: `Secret ${name} of ${basename(folder)}`,
    prompt:
      'Kept in the editor’s secret storage, and in no file and no result. “Hotlap: Forget Secret…” removes it.',
    password: true,
    ignoreFocusOut: true,
    validateInput: secretProblem,
  } as const;
}

/** What is wrong with a secret as it is typed; null where nothing is. */
export function secretProblem(value: string): string | null {
  if (value.length >= LEAST_SECRET) return null;
  return `At least ${LEAST_SECRET} characters: a shorter one could not be kept out of the results.`;
}
