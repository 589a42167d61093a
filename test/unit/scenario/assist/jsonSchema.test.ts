import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { scenarioJsonSchema } from '../../../../src/scenario/assist/jsonSchema.ts';
import { scenarioFromTemplate, scenarioTemplates } from '../../../../src/scenario/assist/templates.ts';

const MEDIA = new URL('../../../../media/', import.meta.url);
const written: unknown = JSON.parse(readFileSync(new URL('scenario.schema.json', MEDIA), 'utf8'));
const schema = z.fromJSONSchema(written as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (text: string) => schema.safeParse(parse(text, { merge: true })).success;

describe('media/scenario.schema.json', () => {
  it('is what the schema gives: `npm run schema` writes it', () => {
    expect(written).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  it('accepts the sample and every template', () => {
    const folder = new URL('sample/perf/', MEDIA);
    const samples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(samples.length).toBeGreaterThan(0);
    for (const name of samples) expect(accepts(readFileSync(new URL(name, folder), 'utf8'))).toBe(true);
    for (const { id } of scenarioTemplates)
      expect(accepts(scenarioFromTemplate(id, 'http://a/x'))).toBe(true);
  });

  it('accepts a file with suites only', () => {
    expect(accepts('name: All\nsuites: { all: [a.perf.yaml, { file: b.perf.yaml, scenario: c }] }')).toBe(
      true,
    );
  });

  it.each([
    ['no target', 'vus: 1'],
    ['an unknown key', 'target: http://a\nvuss: 1'],
    ['an unknown executor', 'target: http://a\nscenarios: { a: { executor: nope, duration: 1s } }'],
    ['an unknown key in a step', 'target: http://a\nflow: [{ GET: /, hedaers: {} }]'],
    ['a wrong type', 'target: http://a\nvus: true'],
  ])('refuses %s', (_, text) => expect(accepts(text)).toBe(false));

  it('says what each key is for', () => {
    const { anyOf } = written as { anyOf: { properties: Record<string, { description?: string }> }[] };
    expect(anyOf).toHaveLength(2);
    for (const [key, { description }] of anyOf.flatMap(({ properties }) => Object.entries(properties)))
      expect([key, description]).toEqual([key, expect.any(String)]);
  });
});
