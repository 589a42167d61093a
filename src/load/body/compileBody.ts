import { compileTemplate, type EvaluationContext } from '../../scenario/evaluate.ts';
import type { PlannedRequest } from '../../scenario/plan.ts';
import type { RequestBody } from '../requester.ts';
import { compilePieces } from './pieces.ts';

/** A request's body: the same each time, or made for each; neither where it has none. */
export interface CompiledBody {
  readonly constant: RequestBody | null;
  readonly make: ((context: EvaluationContext) => RequestBody) | null;
}

/** @throws HotlapError `file-unreadable` where a file is gone */
export function compileBody({ body, pieces }: Pick<PlannedRequest, 'body' | 'pieces'>): CompiledBody {
  if (pieces !== undefined) return compilePieces(pieces);
  if (body === null) return { constant: null, make: null };
  if (typeof body === 'string') return { constant: Buffer.from(body), make: null };
  const text = compileTemplate(body);
  return { constant: null, make: (context) => Buffer.from(text(context)) };
}
