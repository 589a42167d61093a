import { describe, expect, it } from 'vitest';
import { editorColumn } from '../../../src/extension/editorColumn.ts';

describe('the column for a hot line', () => {
  it.each([
    ['where the file is shown already', { panel: 2, editors: [1, 3], showing: 3 }, 3],
    ['the editor used last, beside the panel', { panel: 2, editors: [1, 3], showing: undefined }, 1],
    ['not the panel’s own, though an editor is in it', { panel: 2, editors: [2, 1], showing: undefined }, 1],
    ['to the right of a panel that is alone on the left', { panel: 1, editors: [], showing: undefined }, 2],
    ['to the left of a panel that is on the right', { panel: 2, editors: [], showing: undefined }, 1],
    ['the first one where there is no panel', { panel: undefined, editors: [], showing: undefined }, 1],
  ])('is %s', (_, facts, column) => {
    expect(editorColumn(facts)).toBe(column);
  });
});
