import type * as z from 'zod';

/** The first faults that zod found, in one line: `summary.requests: expected int, and 2 more`. */
export function describeIssues(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return 'it does not have the expected shape';
  const at = first.path.length === 0 ? '' : `${first.path.map(String).join('.')}: `;
  const more = error.issues.length > 1 ? `, and ${error.issues.length - 1} more` : '';
  return `${at}${first.message}${more}`;
}
