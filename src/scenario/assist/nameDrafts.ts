import { capturedNames } from '../expression/slots.ts';
import { valueAt } from '../parse/shape.ts';
import type { Path } from '../problem.ts';
import { asSnippet } from './words.ts';

/** A name that the file itself gives to something. */
export interface NameDraft {
  readonly kind: 'value';
  readonly label: string;
  readonly insertText: string;
  readonly detail: string;
}

/** The flows that a scenario may run. */
export function flowDrafts(data: unknown): NameDraft[] {
  return namesAt(data, 'flows', 'a flow of this file');
}

/** Whether a path is that of something that a suite runs: `suites.quick[0]`, `suites.quick.scenarios[0].scenario`. */
export function isMember([root, , ...below]: Path): boolean {
  if (root !== 'suites') return false;
  const [first, second] = below[0] === 'scenarios' ? below.slice(1) : below;
  return typeof first === 'number' && (second === undefined || second === 'scenario');
}

/** The scenarios of the file, for its suites. */
export function memberDrafts(data: unknown): NameDraft[] {
  return namesAt(data, 'scenarios', 'a scenario of this file');
}

/** What may stand in a login: its flows, and the name of its token; null elsewhere. */
export function loginDrafts(path: Path, data: unknown): NameDraft[] | null {
  const [auth, login, key] = path.slice(-3);
  if (auth !== 'auth' || login !== 'login') return null;
  if (key === 'flow' || key === 'refresh') return flowDrafts(data);
  if (key !== 'token') return null;
  return [...capturedNames(data)].map((name) => {
    return {
      kind: 'value',
      label: name,
      insertText: asSnippet(name),
      detail: 'captured by a step of this file',
    };
  });
}

function namesAt(data: unknown, key: string, detail: string): NameDraft[] {
  const names = Object.keys((valueAt(data, [key]) as object | null | undefined) ?? {});
  return names.map((name) => ({ kind: 'value', label: name, insertText: asSnippet(name), detail }));
}
