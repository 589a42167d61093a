import { parseMetricName } from '../../metrics/thresholdExpression.ts';
import { BASE64, CALLS, parseExpressions } from '../expression/expression.ts';
import { SECRET } from '../expression/secretExpression.ts';
import { capturedNames } from '../expression/slots.ts';
import { type Located, readSource, type Source } from '../parse/source.ts';
import type { Path, TextRange } from '../problem.ts';
import { metricTypes } from '../schema/metricField.ts';
import { scenarioFileSchema } from '../schema/schema.ts';
import { type AnySchema, alternatives, describe, examplesOf, schemasAt } from '../schema/schemaTree.ts';
import { variableNames } from './expressionDrafts.ts';
import { describeMetric } from './words.ts';

/** What a hover says, in markdown, and of what. */
export interface HoverText {
  readonly markdown: string;
  readonly range: TextRange;
}

interface Found {
  readonly path: Path;
  readonly onKey: boolean;
  readonly offsets: readonly [start: number, end: number];
}

/** Explains the key, value or expression at a place; line and column count from 1. null where there is none. */
export function hover(text: string, line: number, column: number): HoverText | null {
  const source = readSource(text);
  if (source.root === null) return null;
  const offset = offsetOf(text, line, column);
  const found = find(source.root, offset, []);
  if (found === null) return null;
  const expression = found.onKey ? null : hoverExpression(text, offset, source);
  if (expression !== null) return expression;
  const markdown = explain(found, source.root.value);
  return markdown === null ? null : { markdown, range: source.range(found.offsets) };
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start + column - 1;
}

function isWithin(offset: number, [start, end]: readonly [number, number]): boolean {
  return offset >= start && offset <= end;
}

function find(node: Located, offset: number, path: Path): Found | null {
  for (const [key, entry] of node.entries ?? []) {
    const at = [...path, key];
    if (isWithin(offset, entry.keyOffsets)) return { path: at, onKey: true, offsets: entry.keyOffsets };
    if (!isWithin(offset, entry.node.offsets)) continue;
    const below = find(entry.node, offset, at);
    if (below !== null) return below;
  }
  for (const [index, item] of (node.items ?? []).entries()) {
    if (!isWithin(offset, item.offsets)) continue;
    const below = find(item, offset, [...path, index]);
    if (below !== null) return below;
  }
  const isPlain = node.entries === undefined && node.items === undefined;
  return isPlain && isWithin(offset, node.offsets) ? { path, onKey: false, offsets: node.offsets } : null;
}

function hoverExpression(text: string, offset: number, source: Source): HoverText | null {
  const start = text.lastIndexOf('${', offset);
  const end = text.indexOf('}', start) + 1;
  if (start < 0 || end <= offset || text.slice(start, end).includes('\n')) return null;
  const [part] = parseExpressions(text.slice(start, end)).parts;
  if (part === undefined || part.kind === 'text') return null;
  const range = source.range([start, end]);
  if (part.kind === 'call')
    return { markdown: `**${CALLS[part.call].write}**\n\nGives ${CALLS[part.call].gives}.`, range };
  if (part.kind === 'secret') return { markdown: `**${part.name}**\n\nIs ${secretWords(part.name)}.`, range };
  if (part.kind === 'base64') return { markdown: `**${BASE64.write}**\n\nGives ${BASE64.gives}.`, range };
  const known = nameWords(part.name, source.root?.value);
  if (known !== null) return { markdown: known, range };
  const fallback = part.fallback === null ? '' : `, or \`${part.fallback}\` where it is not set`;
  const own = variableNames(source.root?.value).includes(part.name);
  const where = own
    ? 'From the `env` of the scenario, `-e`, the environment, `.env` beside this file, or the `env` of this file, in this order.'
    : 'From `-e`, the environment, or `.env` beside this file, in this order.';
  return { markdown: `The environment variable **${part.name}**${fallback}.\n\n${where}`, range };
}

function secretWords(name: string): string {
  return SECRET.gives.replace('HOTLAP_SECRET_NAME', `\`HOTLAP_SECRET_${name}\``);
}

/** What a name is that is captured by a step, or of a data file; null for environment variables. */
function nameWords(name: string, data: unknown): string | null {
  const dot = name.indexOf('.');
  if (dot > 0)
    return `The column **${name.slice(dot + 1)}** of the data **${name.slice(0, dot)}**, in the row that is taken.`;
  if (!capturedNames(data).has(name)) return null;
  return `**${name}**, as an earlier step of this iteration captured it from a response.`;
}

function explain({ path, onKey }: Found, data: unknown): string | null {
  if (path[0] === 'thresholds' && path.length >= 2) {
    const name = parseMetricName(String(path[1]));
    const isExpression = path.length === 2 || typeof path.at(-1) === 'number';
    const known = name.ok ? describeMetric(name.metric, metricTypes(data)) : null;
    if (
      name.ok &&
      known !== null &&
      (onKey || isExpression) &&
      path.length <= 3 &&
      typeof path[2] !== 'string'
    ) {
      const tags = name.tags.map(([key, value]) => `\`${key}\` = \`${value}\``).join(', ');
      return `**${name.metric}**${tags === '' ? '' : `, of samples with ${tags}`}\n\n${known.words}`;
    }
  }
  const schemas = schemasAt(scenarioFileSchema, data, path);
  for (const schema of schemas) {
    const words = describe(schema) ?? describeAlternative(schema);
    if (words !== undefined) return `**${lastKey(path)}**\n\n${words}${exampleLine(schema)}`;
  }
  return null;
}

function describeAlternative(schema: AnySchema): string | undefined {
  for (const one of alternatives(schema)) {
    const words = describe(one);
    if (words !== undefined) return words;
  }
  return undefined;
}

function exampleLine(schema: AnySchema): string {
  const examples = examplesOf(schema).filter((one) => typeof one !== 'object');
  return examples.length === 0 ? '' : `\n\nSuch as ${examples.map((one) => `\`${one}\``).join(', ')}.`;
}

/** The last name of a path: what the value belongs to. */
function lastKey(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? '');
}
