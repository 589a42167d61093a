export interface Order {
  readonly id: number;
  readonly item: string;
  readonly total: number;
}

const ITEMS = ['tea', 'coffee', 'cocoa', 'water', 'juice'];

/** How long the stand-in for a database takes to answer. */
const QUERY_MS = 12;

/** The latest orders, after a wait: the process is idle in the meantime, so this is no hotspot. */
export function latestOrders(): Promise<Order[]> {
  const rows = ITEMS.map((item, index) => ({ id: 1000 + index, item, total: (index + 1) * 2.5 }));
  return new Promise((resolve) => setTimeout(() => resolve(rows), QUERY_MS));
}
