import type { ErrorCode } from '../base/errors.ts';
import type { SessionState } from '../session/state.ts';

/** k6's exit codes, as far as Hotlap has the same ends. */
export const EXIT = {
  ok: 0,
  /** A threshold failed. */
  thresholds: 99,
  /** k6's generic engine error: the load engine broke, or Hotlap itself did. */
  engine: 103,
  /** Options, scenario file, environment or an allowance: nothing was sent. */
  configuration: 104,
  /** Stopped by a signal, whatever the thresholds say. */
  signal: 105,
  /** The target is not there to be tested, or setup or teardown failed: what a k6 script whose setup throws ends with. */
  target: 107,
  setupTimeout: 100,
  teardownTimeout: 101,
} as const;

const BY_ERROR: Readonly<Record<ErrorCode, number>> = {
  'file-unreadable': EXIT.configuration,
  'scenario-invalid': EXIT.configuration,
  'scenario-unknown': EXIT.configuration,
  'variable-missing': EXIT.configuration,
  'threshold-invalid': EXIT.configuration,
  usage: EXIT.configuration,
  'host-not-allowed': EXIT.configuration,
  'file-not-allowed': EXIT.configuration,
  'workspace-untrusted': EXIT.configuration,
  'record-unreadable': EXIT.configuration,
  'target-refused': EXIT.target,
  'target-unresolvable': EXIT.target,
  'target-not-http': EXIT.target,
  'target-timeout': EXIT.target,
  'setup-failed': EXIT.target,
  'setup-timeout': EXIT.setupTimeout,
  'teardown-failed': EXIT.target,
  'teardown-timeout': EXIT.teardownTimeout,
  'engine-failed': EXIT.engine,
  protocol: EXIT.engine,
  internal: EXIT.engine,
  'profile-unavailable': EXIT.engine,
  'record-unwritable': EXIT.engine,
};

export function exitCodeOfError(code: ErrorCode): number {
  return BY_ERROR[code];
}

/**
 * The exit code of a run that has ended, or of a suite.
 * @param errorCode of the first run of a suite that could not run
 */
export function exitCodeOf(
  { outcome, problem }: Pick<SessionState, 'outcome' | 'problem'>,
  errorCode: number | null = null,
): number {
  if (outcome === 'failed') return EXIT.thresholds;
  if (outcome === 'interrupted') return EXIT.signal;
  if (outcome === 'error') return errorCode ?? exitCodeOfError(problem?.code ?? 'internal');
  return EXIT.ok;
}
