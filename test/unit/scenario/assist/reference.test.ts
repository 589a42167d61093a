import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { scenarioJsonSchema } from '../../../../src/scenario/assist/jsonSchema.ts';
import { scenarioReference, withReference } from '../../../../src/scenario/assist/reference.ts';
import { ReferenceReader } from '../../../../src/scenario/assist/referenceRows.ts';
import { typeWords } from '../../../../src/scenario/assist/typeWords.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { METHODS, stepSchema } from '../../../../src/scenario/schema/steps.ts';

const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
const reference = scenarioReference();

/** The cells of all rows that tell a key. */
const rows = [...reference.matchAll(/^\| (`.*`) \| (.+) \| (.*) \| (.*) \|$/gm)].map((match) => ({
  key: match[1] ?? '',
  type: match[2] ?? '',
  words: match[4] ?? '',
}));

/** The names of all keys of a JSON Schema, wherever they stand. */
function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key === 'examples') return [];
    return key === 'properties'
      ? [...Object.keys(child as object), ...keysOf(Object.values(child as object))]
      : keysOf(child);
  });
}

describe('the reference in README', () => {
  it('is what the schema gives: `npm run schema` writes it', () =>
    expect(withReference(readme)).toBe(readme));

  it('has every key that the schema knows', () => {
    const told = new Set(rows.flatMap(({ key }) => key.match(/[\w$]+/g) ?? []));
    const executors = [...reference.matchAll(/executor: ([\w-]+)</g)].map((match) => match[1]);
    const known = [...new Set(keysOf(scenarioJsonSchema()))];
    expect(known.length).toBeGreaterThan(60);
    const isTold = (key: string) => told.has(key) || reference.includes(`\`${key}\``);
    expect(known.filter((key) => !isTold(key) && key !== 'executor')).toEqual([]);
    expect(executors.slice(0, 6)).toEqual([
      'shared-iterations',
      'per-vu-iterations',
      'constant-vus',
      'ramping-vus',
      'constant-arrival-rate',
      'ramping-arrival-rate',
    ]);
    for (const method of METHODS) expect(reference).toContain(`\`${method}\``);
  });

  it('says of every key what it is', () => {
    expect(rows.length).toBeGreaterThan(80);
    expect(rows.filter(({ words }) => words.trim() === '')).toEqual([]);
  });

  it('has an example of every step, which may stand in a file', () => {
    const examples = [...reference.matchAll(/<summary>Step: .*<\/summary>\n\n(?:```yaml\n([^`]*)```)?/g)];
    expect(examples.length).toBeGreaterThan(6);
    for (const [section, example] of examples) {
      expect(example, section).toBeDefined();
      for (const step of parse(example ?? '') as unknown[])
        expect([step, stepSchema.safeParse(step).error]).toEqual([step, undefined]);
    }
  });

  it('wants its marks', () =>
    expect(() => withReference('# No marks')).toThrow(/marks of the reference are missing/));
});

describe('the examples in README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hotlap-readme-'));
  writeFileSync(join(folder, 'users.csv'), `name,password\n${'ada,x\n'.repeat(5)}`);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const examples = [...readme.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  const files = examples
    .filter((text) => /^target:/m.test(text))
    .map((text) => [/^name: (.*)$/m.exec(text)?.[1], text]);

  it('are some', () => expect(files.map(([name]) => name)).toEqual(['Shop', 'Import', 'Smoke', 'Members']));

  it.each(files)('%s has nothing wrong', (_, text = '') => {
    const parsed = parseScenario(text, join(folder, 'readme.perf.yaml'));
    const wrong = buildPlan(parsed, { environment: { API_KEY: 'x' }, secrets: 'unread' }).problems;
    expect(wrong).toEqual([]);
  });
});

describe('a row', () => {
  const map = z.strictObject({
    size: z.int().min(1).max(9).optional().describe('How large. Default: `3 s`, or 1.5. Never more.'),
    mode: z.enum(['fast', 'safe']).optional().describe('How: `fast` (the default) or `safe`.'),
    name: z.string().describe('A name | a word.'),
    ends: z
      .array(z.strictObject({ at: z.number().describe('When.') }))
      .optional()
      .describe('The ends.'),
    more: z.strictObject({ a: z.null(), b: z.null(), c: z.null(), d: z.null() }).optional().describe('More.'),
  });
  const reader = new ReferenceReader([map]);
  const read = reader.rows(map, Object.keys(map.shape));

  it('has type, default and words', () =>
    expect(read).toEqual([
      {
        path: '`size`',
        type: 'a whole number from 1 to 9',
        fallback: '`3 s`, or 1.5',
        words: 'How large. Never more.',
      },
      {
        path: '`mode`',
        type: '`fast` or `safe`',
        fallback: '`fast`',
        words: 'How: `fast` (the default) or `safe`.',
      },
      { path: '`name`', type: 'a text', fallback: 'needed', words: 'A name | a word.' },
      { path: '`ends`', type: 'a list of maps', fallback: '', words: 'The ends.' },
      { path: '`ends[].at`', type: 'a number', fallback: 'needed', words: 'When.' },
      { path: '`more`', type: 'a map (see `more`)', fallback: '', words: 'More.' },
    ]));

  it('tells maps that stand for each other as one', () => {
    const file = z.strictObject({
      file: z.string().describe('A file.'),
      as: z.string().optional().describe('As.'),
    });
    const json = z.strictObject({
      json: z.unknown().describe('JSON.'),
      as: z.string().optional().describe('As.'),
    });
    const part = z.union([z.string(), file, json], { error: 'a part' }).optional().describe('A part.');
    const form = z.strictObject({ part, other: z.array(file).describe('Files.') });
    const shared = new ReferenceReader([z.strictObject({ part: form.shape.part })]);
    const rows = shared
      .rows(form, ['part', 'other'])
      .map(({ path, type, fallback }) => [path, type, fallback]);
    expect(rows).toEqual([
      ['`part`', 'a part', ''],
      ['`part.file`', 'a text', 'one is needed'],
      ['`part.as`', 'a text', ''],
      ['`part.json`', 'any value', 'one is needed'],
      ['`other`', 'a list of maps (see `part`)', 'needed'],
    ]);
  });

  it('leaves larger maps to a table of their own', () => {
    expect(reader.blocks.map(({ path }) => path)).toEqual(['more']);
    const keys = read.length;
    expect(new ReferenceReader([map]).rows(map, Object.keys(map.shape), true)).toHaveLength(keys + 4);
  });

  it.each([
    [z.union([z.string(), z.number()]), 'a text or a number'],
    [z.union([z.string(), z.number()], { error: 'a duration, such as 500ms or 2h' }), 'a duration'],
    [z.union([z.string(), z.number()], { error: 'a text, or a list' }), 'a text, or a list'],
    [z.array(stepSchema), 'steps'],
    [z.array(z.boolean()), 'a list, each `true` or `false`'],
    [z.record(z.string(), z.array(z.string())), 'a map of names, each with a list, each a text'],
    [z.number().positive(), 'a number above 0'],
    [z.literal(['a', 'b', 'c']), '`a`, `b` or `c`'],
  ])('names types in words: %#', (schema, words) => expect(typeWords(schema)).toBe(words));
});
