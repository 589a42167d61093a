import * as z from 'zod';
import { templateSchema } from '../expression/template.ts';

/** k6's way to name a group; requests that log in carry it. */
export const LOGIN_GROUP = '::login';

/** How a request authenticates, with its secrets in it. */
export const plannedAuthSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('header'), name: z.string(), value: templateSchema }),
  /** The name is encoded; so is the value. */
  z.strictObject({ kind: z.literal('query'), name: z.string(), value: templateSchema }),
  z.strictObject({
    kind: z.literal('login'),
    /** The header's. */
    name: z.string(),
    value: templateSchema,
    /** Flows of the plan; `refresh` is null where the login itself is run again. */
    flow: z.string(),
    refresh: z.string().nullable(),
    per: z.enum(['vu', 'shared']),
    /** That of the token, among the plan's `slots`. */
    slot: z.int(),
    /** What it is called in the file, for messages. */
    shown: z.string(),
  }),
]);

/** One of the plan's `auths` by its index, or none; where it is left out, that of what is around it counts. */
export const authChoiceSchema = z.union([z.int(), z.literal('none')]);

export type PlannedAuth = z.infer<typeof plannedAuthSchema>;
export type AuthChoice = z.infer<typeof authChoiceSchema>;

interface Authenticated {
  readonly auth?: AuthChoice | undefined;
}

/** The auth of a request: its own, else that of its scenario or of the plan where it goes to the target. */
export function authOf(
  plan: Authenticated & { readonly target: string; readonly auths?: readonly PlannedAuth[] | undefined },
  scenario: Authenticated,
  request: Authenticated & { readonly origin: string; readonly ownHeaders?: readonly string[] | undefined },
): PlannedAuth | null {
  const isTarget = request.origin === plan.target;
  const choice = request.auth ?? (isTarget ? (scenario.auth ?? plan.auth) : 'none') ?? 'none';
  const auth = choice === 'none' ? null : (plan.auths?.[choice] ?? null);
  if (auth === null || request.auth !== undefined || auth.kind === 'query') return auth;
  return request.ownHeaders?.includes(auth.name.toLowerCase()) ? null : auth;
}
