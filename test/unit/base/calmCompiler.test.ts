import { expect, it } from 'vitest';
import { calmCompiler } from '../../../src/base/calmCompiler.ts';

it.each([
  // Node 20 has no Maglev, Node 22 has switched it off: without TurboFan they would be left with slow code.
  ['11.3.244.8-node.33', []],
  ['12.4.254.21-node.33', []],
  ['13.6.233.10-node.28', ['--no-turbofan']],
  ['14.2.231.14-electron.0', ['--no-turbofan']],
])('does without TurboFan where V8 has Maglev: %s', (version, expected) => {
  const flags: string[] = [];
  expect(calmCompiler(version, (flag) => void flags.push(flag))).toBe(expected.length > 0);
  expect(flags).toEqual(expected);
});
