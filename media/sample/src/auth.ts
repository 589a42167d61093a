/** How often the state is mixed. This is what makes a login slow. */
const ROUNDS = 1_600_000;

interface User {
  readonly email: string;
  readonly salt: string;
  readonly hash: string;
}

const users = new Map<string, User>();

/**
 * Stretches a password so that guessing it is expensive, synchronously: while this runs, the API answers
 * nobody. A demonstration of a slow function, not a hash to protect anything with.
 */
export function hashPassword(password: string, salt: string): string {
  const bytes = new TextEncoder().encode(`${salt}:${password}`);
  const state = new Uint32Array(8).fill(0x9e3779b9);
  for (let round = 0; round < ROUNDS; round += 1) {
    const slot = round & 7;
    let word = (state[slot] ?? 0) ^ (bytes[round % bytes.length] ?? 0) ^ (state[(slot + 5) & 7] ?? 0);
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    state[slot] = word ^ (word >>> 16) ^ round;
  }
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

export function addUser(email: string, password: string): void {
  const salt = `salt of ${email}`;
  users.set(email, { email, salt, hash: hashPassword(password, salt) });
}

/** A token for the user with this password, or null where there is none. */
export function login(email: string, password: string): { token: string } | null {
  const user = users.get(email);
  if (user === undefined || hashPassword(password, user.salt) !== user.hash) return null;
  return { token: `${user.hash.slice(0, 16)}.${Date.now().toString(36)}` };
}
