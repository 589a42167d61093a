import * as z from 'zod';
import { isReserved } from '../expression/expression.ts';
import { report, settingText } from './fields.ts';

/** Variables by name, with what they are. */
export const envField = z
  .record(
    z.string(),
    z.union([settingText, z.number(), z.boolean()], { error: 'a text, a number, true or false' }),
  )
  .check((context) => {
    for (const name of Object.keys(context.value)) {
      if (/^[A-Za-z_]\w*$/.test(name) && !isReserved(name)) continue;
      const hint = 'Use letters, digits and _, with no digit at the beginning, and no name of an expression.';
      report(context, `"${name}" is no name for a variable`, { hint, atKey: true }, [name]);
    }
  })
  .meta({ examples: [{ PLAN: 'free' }] });

export type EnvField = z.infer<typeof envField>;
