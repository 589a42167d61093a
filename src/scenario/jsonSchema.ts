import * as z from 'zod';
import { scenarioFileSchema } from './schema.ts';

/** The JSON Schema (draft 2020-12) of a scenario file, for editors and tools that know no Hotlap. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioFileSchema, { io: 'input', unrepresentable: 'any' });
}
