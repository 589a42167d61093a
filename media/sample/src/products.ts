export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly stock: number;
}

const NAMES = ['tea', 'coffee', 'cocoa', 'water', 'juice'];
export const PRODUCTS = 500;

/** A product by its number, 1 to 500; null where there is none. */
export function findProduct(id: number): Product | null {
  if (!Number.isInteger(id) || id < 1 || id > PRODUCTS) return null;
  const name = `${NAMES[id % NAMES.length] ?? ''} ${id}`;
  return { id, name, price: 1 + (id % 40) / 4, stock: (id * 7) % 100 };
}

/** Those whose name holds a word, the first ten. */
export function searchProducts(word: string): Product[] {
  const found: Product[] = [];
  for (let id = 1; id <= PRODUCTS && found.length < 10; id += 1) {
    const product = findProduct(id);
    if (product?.name.includes(word)) found.push(product);
  }
  return found;
}

/** What others said of a product. */
export function reviewsOf(id: number): { stars: number; text: string }[] {
  return Array.from({ length: id % 4 }, (_, index) => ({
    stars: 1 + ((id + index) % 5),
    text: 'as expected',
  }));
}
