import { Document, isCollection, isMap, isPair, isScalar, isSeq, type Node, visit } from 'yaml';
import type { ScenarioFile } from '../schema/schema.ts';

const WIDTH = 100;
/** They begin a part of the file, and stand apart. */
const PARTS = ['scenarios', 'flows', 'flow', 'thresholds', 'profile'];

/** The file as YAML that reads back the same: one line for what is small, blank lines between its parts. */
export function printScenario(file: ScenarioFile): string {
  const document = new Document(file, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(document, {
    Scalar(at, node) {
      if (isOneLine(node) || (at !== 'key' && isBlock(String(node.value)))) return;
      node.type = 'QUOTE_DOUBLE';
    },
  });
  const root = document.contents;
  if (isMap(root)) {
    for (const pair of root.items) {
      if (isScalar(pair.key) && PARTS.includes(String(pair.key.value))) pair.key.spaceBefore = true;
      compact(pair.value, document);
    }
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Puts on one line what has only plain values in it and is short; `steps` and the like stay as they are. */
function compact(node: unknown, document: Document): void {
  if (!isCollection(node)) return;
  const values = node.items.map((item) => (isPair(item) ? item.value : item));
  const isRequest = isMap(node) && node.items.some((pair) => /^[A-Z]+$/.test(String(pair.key)));
  for (const value of values) compact(value, document);
  const isPlain = values.every((value) => (isCollection(value) ? isSmall(value) : isOneLine(value)));
  if (isPlain && !isRequest && widthOf(node) <= WIDTH && depthOf(node) <= 2) node.flow = true;
}

/** Whether a text may stand below a `|`: the library loses blanks around the lines of others. */
function isBlock(text: string): boolean {
  return text.trim() !== '' && !/^\s|[^\S\n]$|\n\n$|[^\S\n]\n|\r/.test(text);
}

/** A text of several lines is a block of its own; in brackets the library may print it so that it cannot be read. */
function isOneLine(value: unknown): boolean {
  return !isScalar(value) || typeof value.value !== 'string' || !/[\n\r]/.test(value.value);
}

function isSmall(node: Node): boolean {
  return isCollection(node) && node.flow === true;
}

function widthOf(node: unknown): number {
  return JSON.stringify(node)?.length ?? 0;
}

function depthOf(node: unknown): number {
  if (isMap(node)) return 1 + Math.max(0, ...node.items.map((pair) => depthOf(pair.value)));
  if (isSeq(node)) return 1 + Math.max(0, ...node.items.map(depthOf));
  return 0;
}

/** Steps as YAML, as a person would write them: what holds no list of maps is on one line. */
export function printSteps(steps: readonly object[]): string {
  const document = new Document(steps);
  visit(document, {
    Collection(_, node, path) {
      if (isPair(path.at(-1)) && !/\[\{/.test(JSON.stringify(node))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
