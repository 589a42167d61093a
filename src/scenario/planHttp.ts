import type { Plan } from './plan.ts';
import type { PlanContext } from './planContext.ts';
import type { ScenarioFile } from './schema.ts';
import { urlProblem } from './target.ts';

/** How many redirects a request follows where its step does not say; undefined for as many as is usual. */
export function commonRedirects({ redirects }: ScenarioFile): number | undefined {
  return typeof redirects === 'object' ? redirects.max : redirects;
}

/** What the plan says of cookies; nothing where they live as long as an iteration. */
export function planCookies({ cookies }: ScenarioFile): Pick<Plan, 'cookies'> {
  if (cookies === false) return { cookies: 'off' };
  return cookies === 'vu' ? { cookies } : {};
}

/** How many connections `shared` has where no number is given. */
const SHARED_CONNECTIONS = 10;

/** How the plan uses connections; nothing where each user has its own. */
export function planConnections({ connections }: ScenarioFile): Pick<Plan, 'connections'> {
  if (connections === undefined || connections === 'per-vu') return {};
  return { connections: connections === 'shared' ? { shared: SHARED_CONNECTIONS } : connections };
}

/** The origins that redirects may lead to beside those that the flows reach. */
export function redirectOrigins(context: PlanContext, { redirects }: ScenarioFile): string[] {
  if (typeof redirects !== 'object') return [];
  return (redirects.to ?? []).flatMap((written, index) => {
    const path = ['redirects', 'to', index];
    const text = context.text(written, path).trim();
    if (text === '') return [];
    const wrong = urlProblem(text);
    if (wrong === null) return [new URL(text).origin];
    context.error(path, wrong.message, wrong.hint);
    return [];
  });
}
