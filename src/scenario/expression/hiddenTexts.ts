import { hideForms, hideSecrets } from '../../base/redact.ts';
import { formsOf, LEAST_SECRET, type SecretForms } from '../../base/secretForms.ts';
import { type Secrets, secretVariable } from './secrets.ts';

/** Stands for a secret where nothing is sent: it could be a part of a URL, a header or a number. */
const UNREAD = '0000';

/** What no result may show: the secrets that a file names, and whatever else turns out to be one. */
export class HiddenTexts {
  readonly #all = new Map<string, SecretForms>();
  #given: Secrets = {};
  #named: readonly string[] = [];

  /** Takes the secrets that the file names. */
  take(secrets: Secrets, names: ReadonlySet<string>): void {
    this.#given = secrets;
    if (secrets === 'unread') return;
    this.#named = [...names].map((name) => secrets[name] ?? '');
    for (const value of this.#named) this.add(value);
  }

  add(text: string): void {
    if (text !== '' && text !== UNREAD && !this.#all.has(text)) this.#all.set(text, formsOf(text));
  }

  get all(): string[] {
    return [...this.#all.keys()];
  }

  /** A text as results may show it. */
  shown(text: string): string {
    return this.#all.size === 0 ? text : hideForms(text, [...this.#all.values()]);
  }

  /** Whether one of the secrets that the file names is in the text. */
  isNamedIn(text: string): boolean {
    return hideSecrets(text, this.#named) !== text;
  }

  /** What a name stands for, or what is wrong with it. */
  valueOf(name: string): { readonly value: string } | { readonly message: string; readonly hint: string } {
    if (this.#given === 'unread') return { value: UNREAD };
    const value = this.#given[name] ?? '';
    if (value.length >= LEAST_SECRET) return { value };
    if (value === '') {
      const hint = `Set ${secretVariable(name)} in the environment, or in .env beside this file; the editor asks for it.`;
      return { message: `the secret ${name} is not set`, hint };
    }
    const message = `the secret ${name} has fewer than ${LEAST_SECRET} characters, and could not be kept out of the results`;
    return { message, hint: 'Use a longer one, or an environment variable.' };
  }
}
