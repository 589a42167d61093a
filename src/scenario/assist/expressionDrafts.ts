import { BASE64, CALLS } from '../expression/expression.ts';
import { SECRET } from '../expression/secretExpression.ts';
import { secretNames } from '../expression/secrets.ts';
import { capturedNames } from '../expression/slots.ts';
import { valueAt } from '../parse/shape.ts';
import { asSnippet } from './words.ts';

/** An expression that may be typed, without `${`. */
export interface ExpressionDraft {
  readonly kind: 'value' | 'snippet';
  readonly label: string;
  /** In VS Code's snippet syntax, the closing brace included. */
  readonly insertText: string;
  readonly detail: string;
}

/** What may stand in `${…}` in a file with this data. */
export function expressionDrafts(data: unknown): ExpressionDraft[] {
  const calls = [...Object.values(CALLS), BASE64].map(({ write, gives }): ExpressionDraft => {
    return { kind: 'value', label: write, insertText: `${asSnippet(write)}\\}`, detail: gives };
  });
  const variable: ExpressionDraft = {
    kind: 'snippet',
    label: 'NAME:-default',
    insertText: `\${1:NAME}:-\${2:default}\\}`,
    detail: 'an environment variable, and what is used where it is not set',
  };
  const captured = [...capturedNames(data)].map((name): ExpressionDraft => {
    return {
      kind: 'value',
      label: name,
      insertText: `${name}\\}`,
      detail: 'captured by a step of this file',
    };
  });
  const columns = Object.keys((valueAt(data, ['data']) as object | null | undefined) ?? {}).map(
    (name): ExpressionDraft => {
      const insertText = `${asSnippet(name)}.\${1:column}\\}`;
      return { kind: 'snippet', label: `${name}.`, insertText, detail: 'a column of this data' };
    },
  );
  const own = variableNames(data).map((name): ExpressionDraft => {
    return { kind: 'value', label: name, insertText: `${name}\\}`, detail: 'a variable of this file' };
  });
  const secrets = [...secretNames(data), 'NAME'].map((name): ExpressionDraft => {
    const insertText = name === 'NAME' ? `secret:\${1:NAME}\\}` : `secret:${name}\\}`;
    return { kind: 'snippet', label: `secret:${name}`, insertText, detail: SECRET.gives.split(':')[0] ?? '' };
  });
  return [...captured, ...columns, ...own, variable, ...secrets, ...calls];
}

/** The variables that the file itself has, in whichever `env`. */
export function variableNames(data: unknown): string[] {
  const scenarios = mapOf(valueAt(data, ['scenarios']));
  const envs = [valueAt(data, ['env']), ...Object.values(scenarios).map((one) => valueAt(one, ['env']))];
  return [...new Set(envs.flatMap((env) => Object.keys(mapOf(env))))];
}

function mapOf(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
