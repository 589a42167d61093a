import { forOneThread } from '../plan/oneThread.ts';
import type { Plan } from '../plan/plan.ts';
import { MOST_THREADS } from '../schema/fields.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { PlanContext } from './planContext.ts';
import { planConnections } from './planHttp.ts';

/** As many as asked for, or for the engine to say. */
export type ThreadChoice = number | 'auto';

/** How connections are used, and how many threads send the load. @param asked in place of what the file says */
export function planSenders(
  context: PlanContext,
  file: ScenarioFile,
  asked: ThreadChoice | undefined,
  plan: Pick<Plan, 'scenarios' | 'auths'>,
): Pick<Plan, 'threads' | 'connections'> {
  const connections = planConnections(file);
  const threads = asked ?? threadsOf(context, file.threads);
  if (threads === undefined || threads === 'auto') return connections;
  const why = threads > 1 ? forOneThread({ ...plan, ...connections }) : null;
  if (why !== null) {
    const hint = asked === undefined ? 'Remove threads, or write threads: 1.' : 'Leave --threads out.';
    context.error(asked === undefined ? ['threads'] : [], `there cannot be ${threads} threads: ${why}`, hint);
  }
  return { ...connections, threads };
}

/** What the file says, variables put in. */
function threadsOf(context: PlanContext, given: ScenarioFile['threads']): ThreadChoice | undefined {
  if (typeof given !== 'string') return given;
  const text = context.text(given, ['threads']).trim();
  if (text === 'auto' || text === '') return 'auto';
  const threads = Number(text);
  if (/^\d+$/.test(text) && threads >= 1 && threads <= MOST_THREADS) return threads;
  const hint = `Set the variable to auto, or to a number from 1 to ${MOST_THREADS}.`;
  context.error(['threads'], `"${text}" is no number of threads`, hint);
  return 'auto';
}
