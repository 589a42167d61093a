import type { SessionState } from '../session/state.ts';
import { countText, groupText, percentText, plural } from '../session/wording.ts';
import { plainText } from './layout.ts';
import { namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

const CHECK_LIMIT = 15;

/** The checks that failed, a row each, and how many always passed. */
export function checkSection(
  { checks }: Pick<SessionState, 'checks'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const made = checks.filter((one) => one.passes + one.fails > 0);
  if (made.length === 0) return [];
  const failed = made.filter((one) => one.fails > 0);
  const passed = made.length - failed.length;
  const rows = failed.slice(0, CHECK_LIMIT).map(({ name, group, passes, fails }) => ({
    mark: `${style.red('✗')} `,
    name: plainText(groupText(group, name)),
    cells: [
      `${countText(fails)} of ${countText(passes + fails)} failed`,
      percentText(fails / (passes + fails)),
    ],
  }));
  const rest = failed.length - CHECK_LIMIT;
  return [
    style.bold('Checks'),
    ...namedTable(rows, 'rr', width),
    ...(rest > 0 ? [style.dim(`  and ${rest} more that failed`)] : []),
    ...(passed > 0 ? [`  ${style.green('✓')} ${passedText(passed, failed.length)}`] : []),
  ];
}

function passedText(passed: number, failed: number): string {
  if (failed > 0) return `${plural(passed, 'other check')} always passed`;
  return passed === 1 ? 'the one check always passed' : `all ${passed} checks always passed`;
}
