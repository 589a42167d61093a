import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls `look` until it gives something other than null, undefined or false; what it throws counts as not yet.
 * @throws after `timeoutMs`, naming `what` and the last error
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown = null;
  for (;;) {
    try {
      const found = await look();
      if (found !== null && found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const reason = last instanceof Error ? `: ${last.message.split('\n')[0]}` : '';
      throw new Error(`not within ${timeoutMs / 1000} s: ${what}${reason}`);
    }
    await delay(50);
  }
}
