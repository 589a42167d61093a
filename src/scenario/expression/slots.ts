import { suggestion } from '../../base/nearest.ts';
import type { Path } from '../problem.ts';

/** Where a name is used. */
export interface SlotUse {
  readonly path: Path;
  readonly source: string | undefined;
}

/** What a name stands for; or what is wrong with it. */
export type FoundSlot =
  | { readonly slot: number; readonly isData: boolean }
  | { readonly message: string; readonly hint: string };

/** All names that a step captures somewhere in the data of a file. */
export function capturedNames(data: unknown): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === 'capture' && typeof item === 'object' && item !== null && !Array.isArray(item)) {
        for (const name of Object.keys(item)) names.add(name);
      } else visit(item);
    }
  };
  const root = typeof data === 'object' && data !== null ? data : {};
  visit('flow' in root ? root.flow : null);
  visit('flows' in root ? root.flows : null);
  visit('setup' in root ? root.setup : null);
  visit('teardown' in root ? root.teardown : null);
  return names;
}

/** The names that have a value only at run time, each with a number: its slot in every virtual user. */
export class SlotTable {
  /** By slot. */
  readonly names: string[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #captured = new Set<string>();
  readonly #columns = new Map<string, readonly string[] | null>();
  #uses = new Map<number, SlotUse>();

  /** A name that some step captures. @returns its slot */
  capture(name: string): number {
    this.#captured.add(name);
    return this.#index(name);
  }

  /** @param columns null where they are not known, since the file is wrong: then none is told to be missing */
  data(name: string, columns: readonly string[] | null): void {
    this.#columns.set(name, columns);
  }

  /** null for a name that has its value before the run, if any. */
  find(name: string): FoundSlot | null {
    if (this.#captured.has(name)) return { slot: this.#index(name), isData: false };
    const dot = name.indexOf('.');
    const columns = dot < 0 ? undefined : this.#columns.get(name.slice(0, dot));
    if (columns === undefined) return null;
    const column = name.slice(dot + 1);
    if (columns === null || columns.includes(column)) return { slot: this.#index(name), isData: true };
    const message = `the data "${name.slice(0, dot)}" has no column "${column}"`;
    return { message, hint: suggestion(column, [...columns]) };
  }

  isCaptured(slot: number): boolean {
    return this.#captured.has(this.names[slot] ?? '');
  }

  /** Remembers where a slot was used first since {@link takeUses}. */
  use(slot: number, path: Path, source: string | undefined): void {
    if (!this.#uses.has(slot)) this.#uses.set(slot, { path, source });
  }

  takeUses(): ReadonlyMap<number, SlotUse> {
    const uses = this.#uses;
    this.#uses = new Map();
    return uses;
  }

  #index(name: string): number {
    const index = this.#indexes.get(name) ?? this.names.push(name) - 1;
    this.#indexes.set(name, index);
    return index;
  }
}
