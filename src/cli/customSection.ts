import { customFigures } from '../session/customFigures.ts';
import type { SessionState } from '../session/state.ts';
import { NOTHING } from '../session/wording.ts';
import { besideLines, plainText, widthOf } from './layout.ts';
import { namedTable } from './namedTable.ts';
import type { Style } from './style.ts';

/** Names that are longer stand on a line of their own. */
const NAME_WIDTH = 24;
/** Around the name and the type, the longest of which is `counter`. */
const BESIDE = 2 + 2 + 7 + 2;

/** The user's own metrics, each on a line with its type and figures, on more where there is no room. */
export function customSection(
  { snapshot }: Pick<SessionState, 'snapshot'>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const custom = (snapshot?.custom ?? []).map((one) => ({ ...one, name: plainText(one.name) }));
  if (custom.length === 0) return [];
  const names = Math.min(NAME_WIDTH, Math.max(...custom.map((one) => widthOf(one.name))));
  const rows = custom.flatMap((one) => {
    const figures = customFigures(one).map(([name, text]) => `${style.dim(name)} ${text}`);
    const [first = NOTHING, ...more] = besideLines(figures, width - BESIDE - names, '  ');
    return [
      { name: one.name, cells: [style.dim(one.type), first] },
      ...more.map((line) => ({ name: '', cells: ['', line] })),
    ];
  });
  return [style.bold('Metrics'), ...namedTable(rows, 'll', width)];
}
