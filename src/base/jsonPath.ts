/** A parsed path: keys and array indexes from the root. */
export type JsonPathStep = string | number;

/** What {@link parseJsonPath} found: the steps, or why the text is no path. */
export type ParsedJsonPath =
  | { readonly ok: true; readonly steps: JsonPathStep[] }
  | { readonly ok: false; readonly message: string };

const STEP =
  /\.([^.[\]'"\s]+)|\[\s*(-?\d+)\s*\]|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\]/y;

/**
 * Reads the subset of JSONPath that names one value: `$`, `.key`, `[0]` (from the end where negative),
 * `['key']` and `["key"]`, as in `$.orders[0]['unit price']`.
 */
export function parseJsonPath(path: string): ParsedJsonPath {
  if (!path.startsWith('$')) return { ok: false, message: `a JSON path begins with $, as in $.status` };
  const steps: JsonPathStep[] = [];
  const step = new RegExp(STEP);
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const at = step.lastIndex;
    const match = step.exec(path);
    if (match === null) {
      const rest = path.slice(at);
      return { ok: false, message: `"${rest}" in ${path} is no step: write .key, [0] or ['key']` };
    }
    const [, key, index, single, double] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(key ?? (single ?? double ?? '').replace(/\\(.)/g, '$1'));
  }
  return { ok: true, steps };
}

function stepInto(value: unknown, step: JsonPathStep): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value.at(step) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const key = String(step);
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/**
 * A function that takes the value at `path` out of parsed JSON; `undefined` where there is none.
 * @throws Error where the path is not one ({@link parseJsonPath} tells why without throwing)
 */
export function compileJsonPath(path: string): (value: unknown) => unknown {
  const parsed = parseJsonPath(path);
  if (!parsed.ok) throw new Error(parsed.message);
  const { steps } = parsed;
  return (value) => {
    let at = value;
    for (const step of steps) at = stepInto(at, step);
    return at;
  };
}
