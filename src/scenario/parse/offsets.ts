import type { Path } from '../problem.ts';
import type { Located, Offsets } from './source.ts';

/** The node at a path, or undefined. */
function nodeAt(root: Located | null, path: Path): Located | undefined {
  let at: Located | undefined = root ?? undefined;
  for (const step of path) at = typeof step === 'number' ? at?.items?.[step] : at?.entries?.get(step)?.node;
  return at;
}

/**
 * Where a path is best shown: a plain value at itself, a map or list at its key or first key, and what is
 * not there at its nearest ancestor.
 */
export function offsetsAt(root: Located | null, path: Path): Offsets {
  const node = nodeAt(root, path);
  const last = path.at(-1);
  if (node === undefined) return path.length === 0 ? [0, 0] : offsetsAt(root, path.slice(0, -1));
  const [first] = node.entries?.values() ?? [];
  const isPlain = node.entries === undefined && node.items === undefined;
  if (isPlain && node.offsets[1] > node.offsets[0]) return node.offsets;
  const key = typeof last === 'string' ? keyOffsetsAt(root, path) : undefined;
  return (
    key ??
    first?.keyOffsets ?? [node.offsets[0], Math.max(node.offsets[0] + 1, isPlain ? node.offsets[1] : 0)]
  );
}

/** Where the key stands that a path ends in. */
export function keyOffsetsAt(root: Located | null, path: Path): Offsets | undefined {
  const last = path.at(-1);
  if (typeof last !== 'string') return undefined;
  return nodeAt(root, path.slice(0, -1))?.entries?.get(last)?.keyOffsets;
}
