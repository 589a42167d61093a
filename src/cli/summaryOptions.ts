import type { Style } from './style.ts';

/** What the summary is printed with. */
export interface SummaryOptions {
  readonly style: Style;
  /** Columns that prose and tables may take. */
  readonly width: number;
  /** Folder against which source paths are shown. */
  readonly cwd: string;
  /** The trend's figures to show, by k6's names; null for our own choice. */
  readonly trend: Readonly<Record<string, number>> | null;
}
