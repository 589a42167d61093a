import { compileTemplate } from '../../scenario/expression/evaluate.ts';
import type { PlannedRequest } from '../../scenario/plan/plan.ts';
import { type CompiledBody, compilePieces } from './pieces.ts';

/** @throws HotlapError `file-unreadable` where a file is gone */
export function compileBody({ body, pieces }: Pick<PlannedRequest, 'body' | 'pieces'>): CompiledBody {
  if (pieces !== undefined) return compilePieces(pieces);
  if (body === null) return { constant: null, make: null };
  if (typeof body === 'string') return { constant: Buffer.from(body), make: null };
  const text = compileTemplate(body);
  return { constant: null, make: (context) => Buffer.from(text(context)) };
}
