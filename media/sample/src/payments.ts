/** How often the stand-in for a payment provider is not to be had. */
const OUTAGE_RATE = 0.02;

let lastId = 0;

/** The payment's number, or null where the provider does not answer. */
export function pay(): { id: number; state: 'accepted' } | null {
  if (Math.random() < OUTAGE_RATE) return null;
  lastId += 1;
  return { id: lastId, state: 'accepted' };
}
