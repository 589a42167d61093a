import { nearest } from '../../base/nearest.ts';

/** What is wrong with a name that has no value, and what to do. */
export interface MissingVariable {
  readonly message: string;
  readonly hint: string;
}

/** Names that have a value of their own. */
const OWN_NAMES = ['uuid', 'iter', 'now', 'vu'];

/**
 * @param slots the names that steps capture, and the columns of data files
 * @param variables those that are set
 */
export function missingVariable(
  name: string,
  slots: readonly string[],
  variables: readonly string[],
): MissingVariable {
  const captured = slots.filter((one) => !one.includes('.'));
  // In capitals alone it is no name that a step would capture.
  const isLikeCaptured = captured.length > 0 && /[a-z]/.test(name);
  const only = isLikeCaptured && captured.length === 1 ? captured[0] : undefined;
  const meant = nearest(name, [...slots, ...variables, ...OWN_NAMES]) ?? only;
  const begin = meant === undefined ? 'Set' : `Did you mean \${${meant}}? Else set`;
  return {
    message: `${isLikeCaptured ? `no step captures ${name}, and ` : ''}the environment variable ${name} is not set`,
    hint: `${begin} it in .env beside this file, in the environment, or with -e ${name}=…; or give a default: \${${name}:-…}.`,
  };
}

/** What is called otherwise in k6: `__VU`, `__ITER`, `__ENV.NAME`. Undefined for all other names. */
export function wordOfK6(name: string): string | undefined {
  if (name === '__VU') return 'vu';
  if (name === '__ITER') return 'iter';
  return name.startsWith('__ENV.') ? name.slice('__ENV.'.length) : undefined;
}
