/** Columns are numbers from 1 as the editor counts them. */
export interface ColumnFacts {
  readonly panel: number | undefined;
  /** Columns of the visible text editors, the one used last first. */
  readonly editors: readonly number[];
  /** The column that already shows the file that is to be opened. */
  readonly showing: number | undefined;
}

/** The column to open a source file in, so that it never covers the panel. */
export function editorColumn({ panel, editors, showing }: ColumnFacts): number {
  if (showing !== undefined && showing !== panel) return showing;
  const free = editors.find((column) => column !== panel);
  if (free !== undefined) return free;
  return panel === 1 ? 2 : 1;
}
