import type { EvaluationContext } from '../../scenario/expression/evaluate.ts';
import { printable } from '../transport/exchangeError.ts';
import type { Exchange } from '../transport/requester.ts';

/** What the checks of a response may ask of it; its body is parsed once, however many ask. */
export class CheckedResponse {
  #exchange: Exchange | null = null;
  /** The response time; set with the response. */
  durationUs = 0;
  #json: { readonly value: unknown } | null = null;
  #notJson: SyntaxError | null = null;

  /** Turns to another response; the object is used again and again. */
  of(exchange: Exchange): this {
    this.#exchange = exchange;
    this.#json = null;
    this.#notJson = null;
    return this;
  }

  get status(): number {
    return this.#exchange?.status ?? 0;
  }

  header(name: string): string | undefined {
    return this.#exchange?.header(name);
  }

  text(): string {
    return this.#exchange?.bodyText() ?? '';
  }

  /** @throws SyntaxError where the body is not JSON */
  json(): unknown {
    if (this.#notJson !== null) throw this.#notJson;
    try {
      this.#json ??= { value: JSON.parse(this.text()) };
    } catch (thrown) {
      this.#notJson = thrown as SyntaxError;
      throw thrown;
    }
    return this.#json.value;
  }

  /** Why the body is no JSON, in words; null where it is. */
  jsonProblem(): string | null {
    try {
      this.json();
      return null;
    } catch {
      const claims = /\bjson\b/i.test(this.header('content-type') ?? '') ? ', as its content-type says' : '';
      const begins = printable(this.text());
      const how = begins === '' ? 'it is empty' : `it begins with \`${begins}\``;
      return `the body is not JSON${claims}: ${how}`;
    }
  }
}

/** @returns null where the response passes, else what was expected and what came, in one line */
export type Check = (response: CheckedResponse, user: EvaluationContext) => string | null;
