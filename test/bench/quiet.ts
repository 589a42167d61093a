import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** The share of the machine's CPU that was idle in the next `ms`. */
async function idleShare(ms: number): Promise<number> {
  const times = () =>
    cpus().reduce(
      (sum, { times: { user, nice, sys, irq, idle } }) => ({
        idle: sum.idle + idle,
        all: sum.all + user + nice + sys + irq + idle,
      }),
      { idle: 0, all: 0 },
    );
  const before = times();
  await delay(ms);
  const after = times();
  return (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

/** Waits until nobody else uses the machine, but not for ever. @returns whether it is quiet now */
export async function quiet(timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if ((await idleShare(300)) > 0.9) return true;
    if (Date.now() > deadline) return false;
  }
}
