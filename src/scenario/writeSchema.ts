import { writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from './jsonSchema.ts';

// Run by `npm run schema` after a change to schema.ts.
const file = new URL('../../media/scenario.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
