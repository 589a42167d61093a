/** How many of all rows are of a kind: a count, or a share in millionths of a percent. */
export type RowPart =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'share'; readonly millionths: bigint };

/** 100 percent. */
const WHOLE = 100_000_000n;

/**
 * Deals rows to kinds, to the row: a count gets what it says, and the shares, and the rows that are of no kind,
 * get whole rows by the method of the largest remainder (of equal ones the first, rows of no kind last).
 * @returns the rows of each kind, in their order; null where there are more than `total`
 */
export function dealRows(total: number, parts: readonly RowPart[]): number[] | null {
  const counted = parts.reduce((sum, part) => sum + (part.kind === 'rows' ? part.rows : 0), 0);
  // In 1 / WHOLE of a row, so that nothing is lost by rounding.
  const wanted = parts.map((part) => (part.kind === 'share' ? part.millionths * BigInt(total) : 0n));
  const shared = wanted.reduce((sum, one) => sum + one, 0n);
  const rest = BigInt(total - counted) * WHOLE - shared;
  if (rest < 0n) return null;
  const all = [...wanted, rest];
  const dealt = all.map((one) => Number(one / WHOLE));
  const left = total - counted - dealt.reduce((sum, rows) => sum + rows, 0);
  const byRemainder = all
    .map((one, index) => ({ index, remainder: one % WHOLE }))
    .sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) dealt[index] = (dealt[index] ?? 0) + 1;
  return parts.map((part, index) => (part.kind === 'rows' ? part.rows : (dealt[index] ?? 0)));
}
