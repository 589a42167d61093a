import { type ExpressionPart, parseExpressions } from './expression.ts';

/**
 * The values of the secrets that a file names; or `unread` where nothing is to be run, so that each is as good as
 * there.
 */
export type Secrets = Readonly<Record<string, string>> | 'unread';

/** What the variable of the environment begins with that holds a secret. */
const PREFIX = 'HOTLAP_SECRET_';

/** What the environment's variable of a secret is called. */
export function secretVariable(name: string): string {
  return PREFIX + name;
}

/** The secrets that an environment holds, by their names. */
export function secretsIn(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [],
    ),
  );
}

/** The names of all secrets in the texts of some data, in the order of the file. */
export function secretNames(data: unknown): Set<string> {
  const names = new Set<string>();
  const look = (parts: readonly ExpressionPart[]): void => {
    for (const part of parts) {
      if (part.kind === 'secret') names.add(part.name);
      if (part.kind === 'base64') look(part.parts);
    }
  };
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.includes('secret:')) look(parseExpressions(value).parts);
    else if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value)) visit(item);
  };
  visit(data);
  return names;
}
