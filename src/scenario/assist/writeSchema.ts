import { readFileSync, writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from './jsonSchema.ts';
import { withReference } from './reference.ts';

// Run by `npm run schema` after a change to schema.ts or a part of it.
const root = new URL('../../../', import.meta.url);
const schema = new URL('media/scenario.schema.json', root);
writeFileSync(schema, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
const readme = new URL('README.md', root);
writeFileSync(readme, withReference(readFileSync(readme, 'utf8')));
