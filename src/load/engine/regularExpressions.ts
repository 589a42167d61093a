import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to go over to its linear engine where a regular expression backtracks too much: else one of a
 * scenario could stop the engine for ever. For the whole process, before the first of them is made.
 */
export function boundRegularExpressions(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}
