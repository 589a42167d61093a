import type { Plan } from './plan.ts';

/** What of a plan one thread alone can send, in words; null where several can. */
export function forOneThread({
  scenarios,
  connections,
  auths,
}: Pick<Plan, 'scenarios' | 'connections' | 'auths'>): string | null {
  if (scenarios.some(({ executor }) => executor.kind === 'breakpoint')) {
    return 'a breakpoint is searched for by one thread';
  }
  if (typeof connections === 'object') return 'connections that all users share are those of one thread';
  const isShared = auths?.some((auth) => auth.kind === 'login' && auth.per === 'shared') ?? false;
  return isShared ? 'a login that all users share is that of one thread' : null;
}
