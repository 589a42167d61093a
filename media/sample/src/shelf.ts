/** Keeps so many things by name, and forgets the oldest for a new one: a load that lasts must not fill the memory. */
export class Shelf<Thing> {
  readonly #most: number;
  readonly #things = new Map<string, Thing>();

  constructor(most: number) {
    this.#most = most;
  }

  put(name: string, thing: Thing): void {
    this.#things.set(name, thing);
    if (this.#things.size <= this.#most) return;
    const [oldest] = this.#things.keys();
    if (oldest !== undefined) this.#things.delete(oldest);
  }

  get(name: string): Thing | undefined {
    return this.#things.get(name);
  }
}
