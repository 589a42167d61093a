import * as z from 'zod';
import { scenarioFileSchema } from '../schema/schema.ts';
import { suitesFileSchema } from '../schema/suiteField.ts';

/** The JSON Schema (draft 2020-12) of a scenario file, for editors and tools that know no Hotlap. */
export function scenarioJsonSchema(): object {
  const options = { io: 'input', unrepresentable: 'any' } as const;
  const { $schema, $defs, ...scenario } = z.toJSONSchema(scenarioFileSchema, options);
  const { properties, ...suites } = z.toJSONSchema(suitesFileSchema, options);
  const own = Object.fromEntries(
    Object.entries(scenario.properties ?? {}).filter(([key]) => Object.hasOwn(properties ?? {}, key)),
  );
  const { $schema: _, ...suitesOnly } = { ...suites, properties: own };
  return { $schema, title: scenario.title, anyOf: [scenario, suitesOnly], $defs };
}
