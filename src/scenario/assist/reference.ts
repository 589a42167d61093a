import * as z from 'zod';
import { BUILTIN_METRICS, type BuiltinMetric } from '../../metrics/names.ts';
import { BASE64, CALLS } from '../expression/expression.ts';
import { SECRET } from '../expression/secretExpression.ts';
import { scenarioField } from '../schema/executorFields.ts';
import { scenarioFileSchema } from '../schema/schema.ts';
import { alternatives, describe, examplesOf } from '../schema/schemaTree.ts';
import { METHODS, type Step, stepSchema } from '../schema/steps.ts';
import { printSteps } from './print.ts';
import { ReferenceReader, type ReferenceRow } from './referenceRows.ts';
import { metricWords } from './words.ts';

/** What stands around the reference in README. */
const REFERENCE_START = '<!-- The reference: written by `npm run schema`, not by hand. -->';
const REFERENCE_END = '<!-- The end of the reference. -->';

/**
 * Puts the reference between its two marks.
 * @throws Error where a mark is missing
 */
export function withReference(document: string): string {
  const start = document.indexOf(REFERENCE_START);
  const end = document.indexOf(REFERENCE_END);
  if (start < 0 || end < start) throw new Error(`the marks of the reference are missing: ${REFERENCE_START}`);
  return `${document.slice(0, start)}${REFERENCE_START}\n\n${scenarioReference()}\n${document.slice(end)}`;
}

/** Every key of a scenario file, in markdown, from the schema. */
export function scenarioReference(): string {
  const executors = objectsOf(scenarioField);
  const steps = objectsOf(stepSchema);
  const reader = new ReferenceReader([scenarioFileSchema, ...executors, ...steps]);
  const file = reader.rows(scenarioFileSchema, Object.keys(scenarioFileSchema.shape));
  const parts = [
    overview(executors, steps),
    section('The file', '', table(file)),
    ...executorSections(executors, reader),
    ...steps.map((step) => stepSection(step, reader)),
  ];
  // Tables of their own may name more of them.
  for (const { path, object } of reader.blocks) {
    const rows = reader.rows(object, Object.keys(object.shape), false, `${path}.`);
    parts.push(section(`<code>${escapeTags(path)}</code>, in detail`, '', table(rows)));
  }
  parts.push(expressionSection(), metricSection());
  return parts.join('\n');
}

/** Executors and steps in a sentence each; the tables have the rest. */
function overview(executors: readonly z.ZodObject[], steps: readonly z.ZodObject[]): string {
  const who = executors.map((one) => [`\`${executorName(one)}\``, executorWords(one)]);
  const what = steps.map((step) => {
    const [first = ''] = Object.keys(step.shape);
    const isMethod = (METHODS as readonly string[]).includes(first);
    const words = describe(step.shape[first] as z.core.$ZodType) ?? '';
    return isMethod ? ['`GET` and other methods', 'Sends a request.'] : [`\`${first}\``, firstClause(words)];
  });
  const executorTable = ['| executor | |', '| --- | --- |', ...who.map((one) => line(one)), ''];
  const stepTable = ['| step | |', '| --- | --- |', ...what.map((one) => line(one)), ''];
  return [...executorTable, ...stepTable].join('\n');
}

function executorWords(object: z.ZodObject): string {
  return describe(object.shape.executor as z.core.$ZodType) ?? '';
}

/** What comes first says what it is; how it is written is in its section. */
function firstClause(words: string): string {
  return `${/^(?:`[^`]*`|[^`.:,;])*/.exec(words)?.[0] ?? words}.`;
}

function objectsOf(schema: z.core.$ZodType): z.ZodObject[] {
  return alternatives(schema).filter((one) => one instanceof z.ZodObject);
}

/** One section for what most executors share, and one for each. */
function executorSections(executors: readonly z.ZodObject[], reader: ReferenceReader): string[] {
  const [first] = executors;
  const all = Object.entries(first?.shape ?? {});
  const having = (key: string, field: unknown) => executors.filter((one) => one.shape[key] === field);
  const common = all.flatMap(([key, field]) =>
    having(key, field).length > executors.length / 2 ? [key] : [],
  );
  const shared = first === undefined ? [] : reader.rows(first, common);
  const below = 'Below `scenarios.<name>`, with every executor:';
  return [
    section('Every scenario', below, table(shared)),
    ...executors.map((one) => {
      const own = Object.keys(one.shape).filter((key) => key !== 'executor' && !common.includes(key));
      const missing = common.filter((key) => one.shape[key] === undefined).map((key) => `\`${key}\``);
      const without = missing.length === 0 ? '' : ` Not with this executor: ${missing.join(', ')}.`;
      return section(
        `<code>executor: ${executorName(one)}</code>`,
        `${executorWords(one)}${without}`,
        table(reader.rows(one, own)),
      );
    }),
  ];
}

function executorName(object: z.ZodObject): string {
  const field: unknown = object.shape.executor;
  return field instanceof z.ZodLiteral ? [...field.values].join(', ') : '';
}

/** The step is named by its first key; the one with the methods is a request. */
function stepSection(step: z.ZodObject, reader: ReferenceReader): string {
  const keys = Object.keys(step.shape);
  const [first = ''] = keys;
  const isRequest = (METHODS as readonly string[]).includes(first);
  const rows = reader.rows(step, keys, !isRequest);
  const title = isRequest ? 'Step: a request' : `Step: <code>${first}</code>`;
  return section(title, '', `${exampleOf(step)}${table(rows)}`);
}

function exampleOf(step: z.ZodObject): string {
  const examples = examplesOf(step) as readonly Step[];
  return examples.length === 0 ? '' : `\`\`\`yaml\n${printSteps(examples)}\`\`\`\n\n`;
}

function expressionSection(): string {
  const rows = [
    [
      `\`\${NAME}\``,
      'a captured value, or a variable: from `-e`, the environment, or `.env` beside the file',
    ],
    [`\`\${NAME:-default}\``, 'the same, and a value for where there is none'],
    [`\`\${env:NAME}\``, 'a variable, also where its name is that of an expression'],
    [`\`\${data.column}\``, 'a column of the row that was dealt from a data file'],
    ...Object.values(CALLS).map(({ write, gives }) => [`\`\${${write}}\``, gives]),
    [`\`\${${BASE64.write}}\``, BASE64.gives],
    [`\`\${${SECRET.write}}\``, SECRET.gives],
    [`\`$\${\``, 'the two characters `${` themselves'],
  ];
  const lines = ['| expression | gives |', '| --- | --- |', ...rows.map((one) => line(one))];
  return section('Expressions', '', `${lines.join('\n')}\n`);
}

function metricSection(): string {
  const names = Object.keys(BUILTIN_METRICS) as BuiltinMetric[];
  const rows = names.map((name) => [`\`${name}\``, ...metricWords(name).split('\n\n')]);
  const lines = [
    '| metric | what it measures | type |',
    '| --- | --- | --- |',
    ...rows.map((one) => line(one)),
  ];
  return section('Metrics, for <code>thresholds</code>', '', `${lines.join('\n')}\n`);
}

function section(title: string, intro: string, body: string): string {
  const words = intro === '' ? '' : `${intro}\n\n`;
  return `<details><summary>${title}</summary>\n\n${words}${body}\n</details>\n`;
}

function table(rows: readonly ReferenceRow[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(({ path, type, fallback, words }) => line([path, type, fallback, words]));
  return ['| key | type | default | what it is |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function escapeTags(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
