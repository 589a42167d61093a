import { Shelf } from './shelf.ts';

/** How long a token is good for where the login asks for nothing else. */
const LIFE_MS = 60_000;
const LONGEST_LIFE_MS = 3_600_000;
const MOST_SESSIONS = 10_000;

export interface Session {
  readonly user: string;
  readonly token: string;
  /** What the cookie `sid` holds. */
  readonly id: string;
  readonly endsAtMs: number;
  /** The products in the cart. */
  readonly cart: number[];
}

const byToken = new Shelf<Session>(MOST_SESSIONS);
const byId = new Shelf<Session>(MOST_SESSIONS);

/** Signs a user in, without a password: a login that costs nothing, for a token that expires. */
export function openSession(user: string, lifeMs: unknown): Session {
  const asked = typeof lifeMs === 'number' && lifeMs > 0 ? lifeMs : LIFE_MS;
  const session: Session = {
    user,
    token: crypto.randomUUID(),
    id: crypto.randomUUID(),
    endsAtMs: Date.now() + Math.min(asked, LONGEST_LIFE_MS),
    cart: [],
  };
  byToken.put(session.token, session);
  byId.put(session.id, session);
  return session;
}

/** The session of a bearer token or else of the cookie `sid`; null where there is none, or no more. */
export function findSession(authorization: string | undefined, cookie: string | undefined): Session | null {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const id = /(?:^|;\s*)sid=([^;]+)/.exec(cookie ?? '')?.[1];
  const session = token !== undefined ? byToken.get(token) : byId.get(id ?? '');
  return session !== undefined && Date.now() < session.endsAtMs ? session : null;
}
