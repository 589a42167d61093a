/** Never reached when a switch over a union is complete; the compiler says so, and at run time it throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected: ${JSON.stringify(value)}`);
}
