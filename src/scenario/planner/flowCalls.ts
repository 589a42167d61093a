/** That a flow may have with those of the flows it calls: calls of calls multiply. */
export const MOST_STEPS = 100_000;

/** Which flow calls which, as they are planned, and how many steps each has with those of the flows it calls. */
export class FlowCalls {
  /** By the name of a flow in the plan. */
  readonly #called = new Map<string, string[]>();
  readonly #sizes = new Map<string, number>();
  /** The flow that is planned now, after those that call it, by their names in the file. */
  readonly #planning: { readonly name: string; steps: number }[] = [];
  /** Whether going through all calls would take for ever. */
  isEndless = false;

  /** The flow that is planned now; '' where none is. */
  get caller(): string {
    return this.#planning.at(-1)?.name ?? '';
  }

  /** Begins with a flow. */
  enter(name: string): void {
    this.#planning.push({ name, steps: 0 });
  }

  /** Ends with the flow begun last. @param key its name in the plan */
  leave(key: string): void {
    this.#sizes.set(key, this.#planning.pop()?.steps ?? 0);
  }

  /** Counts steps of the flow that is planned now. */
  count(steps: number): void {
    const flow = this.#planning.at(-1);
    if (flow !== undefined) flow.steps += steps;
  }

  /** The flows from this one to itself, were it called now; null where it is not among those that are planned. */
  circle(name: string): string[] | null {
    const names = this.#planning.map((flow) => flow.name);
    const begin = names.indexOf(name);
    return begin < 0 ? null : [...names.slice(begin), name];
  }

  /** Notes a call, by the names in the plan. */
  add(from: string, to: string): void {
    this.#called.set(from, [...(this.#called.get(from) ?? []), to]);
  }

  /** Counts the steps of a flow that is called, now that it is planned. @returns whether there are not too many */
  countCalled(key: string): boolean {
    const steps = this.#sizes.get(key) ?? 0;
    this.count(steps);
    if ((this.#planning.at(-1)?.steps ?? 0) <= MOST_STEPS) return true;
    this.count(-steps);
    this.isEndless = true;
    return false;
  }

  /** These flows and all that they call, each once, by their names in the plan. */
  withCalled(keys: readonly string[]): Set<string> {
    const found = new Set(keys);
    for (const key of found) for (const called of this.#called.get(key) ?? []) found.add(called);
    return found;
  }
}
