/** A place in a file that a person can open. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What went wrong, by kind. The CLI maps a code to k6's exit code (`cli/exitCodes.ts`); tests and the
 * editor match on it, never on the message.
 */
export type ErrorCode =
  | 'file-unreadable'
  | 'scenario-invalid'
  | 'scenario-unknown'
  | 'variable-missing'
  | 'threshold-invalid'
  | 'usage'
  | 'target-refused'
  | 'target-unresolvable'
  | 'target-not-http'
  | 'target-timeout'
  | 'host-not-allowed'
  | 'file-not-allowed'
  | 'workspace-untrusted'
  | 'setup-failed'
  | 'setup-timeout'
  | 'teardown-failed'
  | 'teardown-timeout'
  | 'engine-failed'
  | 'protocol'
  | 'profile-unavailable'
  | 'record-unwritable'
  | 'record-unreadable'
  | 'internal';

/** The part of an error that can cross a process border or be shown in a view. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  /** What is wrong, in one sentence, with no stop at its end. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
}

/** An error a user can cause or must be told of: what is wrong, where, and what to do. */
export class HotlapError extends Error {
  override readonly name = 'HotlapError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly place: Place | undefined;

  constructor(info: ErrorInfo, options?: ErrorOptions) {
    super(info.message, options);
    this.code = info.code;
    this.hint = info.hint;
    this.place = info.place;
  }

  /** The plain data of this error, for a message or a view. */
  get info(): ErrorInfo {
    return { code: this.code, message: this.message, hint: this.hint, place: this.place };
  }
}

/** Turns whatever was thrown into data; what is not ours becomes `internal`. */
export function toErrorInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof HotlapError) return thrown.info;
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** `file:line:column: message` and the hint on a line of its own, as compilers print it. */
export function formatError(info: ErrorInfo): string {
  const at = info.place ? `${info.place.file}:${info.place.line}:${info.place.column}: ` : '';
  return `${at}${info.message}${info.hint ? `\n  ${info.hint}` : ''}`;
}
