import type * as z from 'zod';
import { type ErrorCode, HotlapError, toErrorInfo } from '../base/errors.ts';
import type { errorInfoSchema } from '../protocol/engineMessages.ts';

const CODES: readonly ErrorCode[] = [
  'target-refused',
  'target-unresolvable',
  'target-not-http',
  'target-timeout',
  'threshold-invalid',
  'setup-failed',
  'setup-timeout',
  'teardown-failed',
  'teardown-timeout',
  'engine-failed',
  'protocol',
  'internal',
];

/** An error of the engine as one of ours; a code that this version does not know is the engine's own failure. */
export function errorFromWire(wire: z.infer<typeof errorInfoSchema>): HotlapError {
  const code = CODES.find((known) => known === wire.code && known !== 'internal') ?? 'engine-failed';
  return new HotlapError({ code, message: wire.message, hint: wire.hint, place: wire.place });
}

/** An error of the target as it is; one of the engine with what it wrote before it died. */
export function explained(thrown: unknown, stderr: string): HotlapError {
  if (thrown instanceof HotlapError && thrown.code !== 'protocol') return thrown;
  const { message, hint } = toErrorInfo(thrown);
  const said =
    stderr.split('\n').find((line) => /error|fatal/i.test(line)) ?? stderr.split('\n').at(-1) ?? '';
  return new HotlapError(
    {
      code: 'engine-failed',
      message: `the load engine failed: ${message}${said === '' ? '' : `: ${said.trim()}`}`,
      hint,
    },
    { cause: thrown },
  );
}
