/** Makes a value when it is first asked for, once; a failure is not kept, so that the next asking tries again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    if (made) return made;
    const making = make();
    making.catch(() => {
      made = null;
    });
    made = making;
    return making;
  };
}
