import type { Clock } from '../base/clock.ts';

/** What `promise` gives, or null where it takes longer than `limitMs`. Rejects as `promise` does within that time. */
export function within<T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => resolve(null));
    promise.then(resolve, reject).finally(() => timer.dispose());
  });
}
