import { stringify } from 'yaml';
import * as z from 'zod';
import { BUILTIN_METRICS, type BuiltinMetric } from '../../metrics/names.ts';
import { parseMetricName } from '../../metrics/thresholdExpression.ts';
import { valueAt } from '../parse/shape.ts';
import { readSource } from '../parse/source.ts';
import type { Path, TextRange } from '../problem.ts';
import { metricTypes } from '../schema/metricField.ts';
import { scenarioFileSchema } from '../schema/schema.ts';
import {
  type AnySchema,
  alternatives,
  describe,
  examplesOf,
  objectsFor,
  schemasAt,
} from '../schema/schemaTree.ts';
import { RARE_METHODS } from '../schema/steps.ts';
import { type Cursor, findCursor } from './cursor.ts';
import { expressionDrafts } from './expressionDrafts.ts';
import { flowDrafts, isMember, loginDrafts, memberDrafts } from './nameDrafts.ts';
import { asSnippet, describeMetric, metricWords, thresholdSnippets, typeSnippets } from './words.ts';

/** Something that may be typed at the cursor. */
export interface Completion {
  readonly kind: 'key' | 'value' | 'snippet';
  /** What is shown and matched against what is typed. */
  readonly label: string;
  /** In VS Code's snippet syntax; lines after the first are indented relative to the line it is put in. */
  readonly insertText: string;
  /** A few words beside the label; may be empty. */
  readonly detail: string;
  /** Markdown; may be empty. */
  readonly documentation: string;
  /** What it takes the place of. */
  readonly range: TextRange;
  /** Orders the list. */
  readonly sortText: string;
  /** Whether there is something to choose from right after it. */
  readonly continues: boolean;
}

type Draft = Pick<Completion, 'kind' | 'label' | 'insertText'> & Partial<Completion>;

/** A key to be: `insertText` is what follows it, the colon first. */
interface KeyDraft extends Omit<Draft, 'kind'> {
  readonly kind: 'key';
  /** What comes before it: the dash of a new item. */
  readonly prefix?: string;
}

/** Lists what may stand at the cursor, from the schema; line and column count from 1. Never throws. */
export function complete(text: string, line: number, column: number): Completion[] {
  const cursor = findCursor(text, line, column);
  if (cursor === null) return [];
  const after = (text.split(/\r?\n/)[line - 1] ?? '').slice(column - 1);
  const dollar = cursor.word.lastIndexOf('${');
  if (dollar >= 0 && !cursor.word.includes('}', dollar)) {
    const typed = cursor.word.slice(dollar + 2);
    const closing = /^[^\s}"']*\}?/.exec(after)?.[0].length ?? 0;
    return finish(
      expressionDrafts(readSource(text).root?.value),
      line,
      column - typed.length,
      column + closing,
    );
  }
  const data = dataWithout(readSource(text).root?.value, cursor, after);
  const typed = cursor.word.split('\n').at(-1) ?? '';
  const quote = /^["']/.exec(typed)?.[0] ?? '';
  const start = column - typed.length + quote.length;
  const rest = cursor.at === 'key' ? /^[\w-]*["']?(:\s?)?/ : /^[^\s,}\]#"']*/;
  const end = column + (rest.exec(after)?.[0].length ?? 0);
  const drafts =
    cursor.at === 'key'
      ? keyDrafts(cursor, data).map((draft) => withKey(draft, quote))
      : valueDrafts(cursor, data).filter((draft) => quote === '' || /^[^"{[]/.test(draft.label));
  return finish(drafts, line, start, end);
}

/** Puts the key in front; within a quote that is open already, that one is closed. */
function withKey(draft: Draft | KeyDraft, quote: string): Draft {
  if (draft.kind !== 'key') return draft;
  const { prefix = '', ...rest } = draft as KeyDraft;
  const isWord = /^[\w-]+$/.test(draft.label);
  const key = quote !== '' || isWord ? asSnippet(draft.label) : `"${asSnippet(draft.label)}"`;
  return { ...rest, insertText: `${prefix}${key}${quote}${draft.insertText}` };
}

function finish(drafts: readonly Draft[], line: number, start: number, end: number): Completion[] {
  const range = { line, column: start, endLine: line, endColumn: end };
  return drafts.map((draft, index) => ({
    detail: '',
    documentation: '',
    continues: false,
    sortText: String(index).padStart(3, '0'),
    ...draft,
    range,
  }));
}

/** The data as if what is being typed were not there yet; it may go on after the cursor. */
function dataWithout(data: unknown, cursor: Cursor, after: string): unknown {
  const word = cursor.word + (/^[\w-]*/.exec(after)?.[0] ?? '');
  const key = word.replace(/:.*$/s, '').trim().replace(/^["']/, '');
  return drop(data, cursor.at === 'value' ? cursor.path : [...cursor.path, key]);
}

function drop(data: unknown, path: Path): unknown {
  const [step, ...below] = path;
  if (step === undefined || typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item, index) => (index === step ? drop(item, below) : item));
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => {
      if (key !== String(step)) return [[key, value]];
      return below.length === 0 ? [] : [[key, drop(value, below)]];
    }),
  );
}

function keyDrafts(cursor: Cursor, data: unknown): (Draft | KeyDraft)[] {
  const value = valueAt(data, cursor.path);
  const schemas = schemasAt(scenarioFileSchema, data, cursor.path);
  if (isThresholds(cursor.path)) return metricDrafts(cursor, data);
  const drafts: (Draft | KeyDraft)[] = schemas.flatMap((schema) => objectDrafts(schema, value, cursor, ''));
  if (cursor.path.at(-1) === 'headers') drafts.push(...headerDrafts(value));
  if (cursor.inItem) drafts.push(...schemas.flatMap((schema) => scalarDrafts(schema, cursor)));
  if (cursor.inItem && isMember(cursor.path)) drafts.push(...memberDrafts(data));
  if (!cursor.inItem && !cursor.inFlow) {
    const items = schemas.flatMap(alternatives).filter((one) => one instanceof z.ZodArray);
    drafts.push(...items.flatMap((list) => objectDrafts(list.element, undefined, cursor, '- ')));
    if (isThresholds(cursor.path.slice(0, 1)) && cursor.path.length === 2) {
      drafts.push(...thresholdDrafts(String(cursor.path[1]), data, (one) => `- ${one}`));
    }
  } else if (isThresholds(cursor.path.slice(0, 1)) && cursor.path.length === 3) {
    drafts.push(...thresholdDrafts(String(cursor.path[1]), data, (one) => one));
  }
  return drafts;
}

function isThresholds(path: Path): boolean {
  return path.length === 1 && path[0] === 'thresholds';
}

const RARE = new Set<string>(RARE_METHODS);

function objectDrafts(schema: AnySchema, value: unknown, cursor: Cursor, prefix: string): KeyDraft[] {
  const present = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const seen = new Set<string>(present);
  return objectsFor(schema, value).flatMap((object) =>
    Object.entries(object.shape).flatMap(([key, field]): KeyDraft[] => {
      if (seen.has(key) || (RARE.has(key) && !isBegun(key, cursor.word))) return [];
      if (isMethod(key) && present.some(isMethod)) return [];
      seen.add(key);
      return [keyDraft(key, field as AnySchema, cursor, prefix)];
    }),
  );
}

function isBegun(key: string, word: string): boolean {
  return word !== '' && key.startsWith(word.toUpperCase());
}

function isMethod(key: string): boolean {
  return /^[A-Z]+$/.test(key);
}

function keyDraft(key: string, field: AnySchema, cursor: Cursor, prefix: string): KeyDraft {
  const kinds = alternatives(field);
  const isDeep = kinds.every(
    (one) => one instanceof z.ZodObject || one instanceof z.ZodRecord || one instanceof z.ZodArray,
  );
  const deeper = cursor.inItem || prefix !== '' ? '    ' : '  ';
  const begin = kinds.some((one) => one instanceof z.ZodArray) ? '- ' : '';
  const isText = isMethod(key);
  const value = isDeep && !cursor.inFlow ? `\n${deeper}${begin}$0` : isText ? ` \${1:/}` : ' $0';
  const isOptional = field instanceof z.ZodOptional;
  return {
    kind: 'key',
    label: key,
    prefix,
    insertText: `:${value}`,
    detail: isOptional || isMethod(key) ? '' : 'needed',
    documentation: describe(field) ?? '',
    continues: !isText,
  };
}

const HEADERS = ['Authorization', 'Content-Type', 'Accept', 'X-API-Key', 'Cookie'];

function headerDrafts(value: unknown): KeyDraft[] {
  const present = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return HEADERS.filter((name) => !present.includes(name)).map((name) => {
    return { kind: 'key', label: name, insertText: ': $0' };
  });
}

function metricDrafts(cursor: Cursor, data: unknown): KeyDraft[] {
  const present = Object.keys((valueAt(data, ['thresholds']) as object | undefined) ?? {});
  const snippet = (name: BuiltinMetric) => `: [${thresholdSnippets(name)[0]}]`;
  const metrics = (Object.keys(BUILTIN_METRICS) as BuiltinMetric[]).map((name): KeyDraft => {
    return { kind: 'key', label: name, insertText: snippet(name), documentation: metricWords(name) };
  });
  const own = Object.entries(metricTypes(data)).map(([label, type]): KeyDraft => {
    const insertText = `: [${typeSnippets(type)[0]}]`;
    return { kind: 'key', label, insertText, detail: `${type}, measured by a step of this file` };
  });
  const insertText = snippet('http_req_duration');
  const submetrics = requestNames(data).map((request): KeyDraft => {
    const label = `http_req_duration{name:${request}}`;
    const documentation = metricWords('http_req_duration');
    return { kind: 'key', label, insertText, detail: 'of this request alone', documentation };
  });
  const order = ['http_req_duration', 'http_req_failed', 'checks'];
  const rank = ({ label }: KeyDraft) => (order.indexOf(label) + order.length + 1) % (order.length + 1);
  const usual = metrics.filter((draft) => order.includes(draft.label)).sort((a, b) => rank(a) - rank(b));
  const others = metrics.filter((draft) => !order.includes(draft.label));
  return [...usual, ...own, ...submetrics, ...others].filter(
    (draft) => !present.includes(draft.label) || cursor.word === draft.label,
  );
}

/** The names that the file gives to requests, in all flows. */
function requestNames(data: unknown): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      for (const [key, item] of entries) {
        if (key === 'name' && typeof item === 'string' && entries.some(([one]) => isMethod(one)))
          names.add(item);
        else if (key === 'pick' || key === 'steps' || typeof item === 'object') visit(item);
      }
    }
  };
  visit([valueAt(data, ['flow']), ...Object.values((valueAt(data, ['flows']) as object | undefined) ?? {})]);
  return [...names];
}

function valueDrafts(cursor: Cursor, data: unknown): Draft[] {
  const { path } = cursor;
  if (path[0] === 'thresholds') {
    const metric = String(path[1]);
    if (path.length === 2) return thresholdDrafts(metric, data, (one) => `[${one}]`);
    if (path.length === 3 || path.at(-1) === 'threshold') return thresholdDrafts(metric, data, (one) => one);
  }
  if (path[0] === 'scenarios' && path.length === 3 && path[2] === 'flow') return flowDrafts(data);
  if (path[0] === 'breakpoint' && path[1] === 'flow') return flowDrafts(data);
  if (isMember(path)) return memberDrafts(data);
  const inLogin = loginDrafts(path, data);
  if (inLogin !== null) return inLogin;
  // Another executor may be chosen, whatever the keys beside it say.
  const open = path.at(-1) === 'executor' ? drop(data, path.slice(0, -1)) : data;
  const schemas = schemasAt(scenarioFileSchema, open, path);
  return schemas.flatMap((schema) => scalarDrafts(schema, cursor));
}

function thresholdDrafts(metric: string, data: unknown, wrap: (expression: string) => string): Draft[] {
  const parsed = parseMetricName(metric);
  const known = describeMetric(parsed.ok ? parsed.metric : metric, metricTypes(data));
  if (known === null) return [];
  return known.snippets.map((snippet) => {
    const label = snippet.replace(/\$\{1:([^}]*)\}/, '$1');
    return {
      kind: 'snippet',
      label: wrap(label),
      insertText: wrap(snippet),
      documentation: known.words,
    };
  });
}

/** What a value may be: words the schema knows, true and false, and its examples. */
function scalarDrafts(schema: AnySchema, cursor: Cursor): Draft[] {
  const values: { value: unknown; documentation: string }[] = [];
  for (const one of alternatives(schema)) {
    const documentation = describe(one) ?? '';
    if (one instanceof z.ZodEnum) for (const value of one.options) values.push({ value, documentation });
    if (one instanceof z.ZodLiteral) for (const value of one.values) values.push({ value, documentation });
    if (one instanceof z.ZodBoolean)
      values.push({ value: true, documentation }, { value: false, documentation });
  }
  for (const value of examplesOf(schema)) values.push({ value, documentation: '' });
  const seen = new Set<string>();
  return values.flatMap(({ value, documentation }): Draft[] => {
    const text = inFlow(value, cursor);
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ kind: 'value', label: text, insertText: asSnippet(text), documentation }];
  });
}

/** A value as YAML on one line; quoted where brackets around it would break it. */
function inFlow(value: unknown, cursor: Cursor): string {
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return cursor.inFlow && typeof value === 'string' && /[{}[\],]/.test(text) ? JSON.stringify(value) : text;
}
