import type { ErrorInfo } from '../base/errors.ts';
import { hideSecrets } from '../base/redact.ts';
import type { Failure } from '../metrics/failure.ts';
import type { SessionEvent } from './event.ts';

/**
 * The event with nothing secret in what came from outside: errors, warnings, failures, and the command line of
 * the profiled process. The engine hides all that it tells already; this is for what gets by it.
 */
export function redactedEvent(event: SessionEvent, secrets: readonly string[]): SessionEvent {
  if (secrets.length === 0) return event;
  const hide = (text: string) => hideSecrets(text, secrets);
  switch (event.type) {
    case 'snapshot': {
      const { snapshot } = event;
      if (snapshot.failures.length === 0) return event;
      const failures = snapshot.failures.map((one) => redactedFailure(one, hide));
      return { ...event, snapshot: { ...snapshot, failures } };
    }
    case 'profileAttached':
      return { ...event, process: { ...event.process, command: hide(event.process.command) } };
    case 'profileUnavailable':
      return { ...event, problem: redactedError(event.problem, hide) };
    case 'warned':
      return { ...event, message: hide(event.message) };
    case 'finished':
      return event.problem === null ? event : { ...event, problem: redactedError(event.problem, hide) };
    default:
      return event;
  }
}

function redactedFailure(failure: Failure, hide: (text: string) => string): Failure {
  const { url, reason, excerpt } = failure;
  return { ...failure, url: hide(url), reason: hide(reason), excerpt: hide(excerpt) };
}

function redactedError(error: ErrorInfo, hide: (text: string) => string): ErrorInfo {
  const { message, hint } = error;
  return { ...error, message: hide(message), hint: hint === undefined ? undefined : hide(hint) };
}
