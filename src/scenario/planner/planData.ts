import type { Plan, PlannedData, PlannedExecutor } from '../plan/plan.ts';
import { scenarioSlots } from '../plan/scenarioSlots.ts';
import type { DataField } from '../schema/dataField.ts';
import { DataFiles, type DataTable } from './dataFile.ts';
import type { PlanContext } from './planContext.ts';

/** Reads the data of a file, so that its columns are known, then plans what the flows use of it. */
export class DataPlanner {
  readonly #context: PlanContext;
  readonly #entries: DataField;
  readonly #tables = new Map<string, DataTable>();

  /** @param files given, it keeps what it has read */
  constructor(context: PlanContext, entries: DataField, files: DataFiles | null) {
    this.#context = context;
    this.#entries = entries;
    const reader = files ?? new DataFiles();
    for (const [name, entry] of Object.entries(entries)) {
      const path = ['data', name, 'file'];
      const file = context.text(entry.file, path);
      const table = file === '' ? null : reader.read(file, context.room);
      if (table !== null && 'message' in table) context.fileFault(path, table);
      const isRead = table !== null && 'rows' in table;
      context.slots.data(name, isRead ? table.columns : null);
      if (isRead) this.#tables.set(name, table);
      if (entry.order === 'random' && entry.atEnd === 'stop') {
        const message = 'rows that are taken at random never end';
        context.error(
          ['data', name, 'atEnd'],
          message,
          'Remove atEnd, or use the order sequential or unique.',
        );
      }
    }
  }

  /** The rows of those that are used, with the columns that are. */
  plan(): PlannedData[] {
    return Object.entries(this.#entries).flatMap(([name, entry]): PlannedData[] => {
      const table = this.#tables.get(name);
      const { names } = this.#context.slots;
      const slots = names.flatMap((one, slot) => (one.startsWith(`${name}.`) ? [slot] : []));
      if (table === undefined) return [];
      if (slots.length === 0) {
        // A name that is wrong elsewhere may be the use of it.
        if (this.#context.problems.some((one) => one.severity === 'error')) return [];
        const hint = `Use it like \${${name}.${table.columns[0] ?? 'column'}}, or remove it.`;
        this.#context.warn(['data', name], `no step uses the data "${name}"`, hint, { atKey: true });
        return [];
      }
      const order = entry.order ?? 'sequential';
      const columns = slots.map((slot) => table.columns.indexOf((names[slot] ?? '').slice(name.length + 1)));
      // JSON, in which the plan travels, has no undefined.
      const rows = table.rows.map((row) => columns.map((column) => row[column] ?? null));
      const per = entry.per ?? 'iteration';
      return [
        { name, order, per, atEnd: entry.atEnd ?? (order === 'unique' ? 'stop' : 'recycle'), slots, rows },
      ];
    });
  }

  /** Says where a scenario has more users at once than there are rows that only one of them may have. */
  checkUsers(plan: Plan): void {
    const { data, scenarios } = plan;
    for (const { name, order, slots, rows } of data ?? []) {
      if (order !== 'unique') continue;
      const using = scenarios.filter((one) => {
        const used = scenarioSlots(plan, one);
        return slots.some((slot) => used.has(slot));
      });
      const users = Math.max(0, ...using.map(({ executor }) => usersAtOnce(executor)));
      if (users <= rows.length) continue;
      const message = `${rows.length} unique rows for ${users} virtual users: ${users - rows.length} of them will have none, and not run`;
      const hint = 'Give it more rows, or fewer users, or let them share rows: order: sequential.';
      this.#context.warn(['data', name, 'file'], message, hint);
    }
  }
}

/** How many there are whatever happens; in the open model as many as are needed. */
function usersAtOnce(executor: PlannedExecutor): number {
  if (executor.kind === 'breakpoint') return 0;
  if ('maxVUs' in executor) return executor.preAllocatedVUs;
  if (executor.kind !== 'ramping-vus') return executor.vus;
  return Math.max(executor.startVUs, ...executor.stages.map((stage) => stage.target));
}
