/** A map or list that is open where the reader stands. */
export interface Frame {
  readonly kind: 'map' | 'seq';
  /** The column it stands at; 0 within brackets. */
  readonly indent: number;
  /** The key or index that is read. */
  step: string | number;
}

/**
 * Reads `{ }` and `[ ]` that may be half typed, piece by piece, up to where the cursor is. Its time grows with
 * the text alone.
 */
export class FlowReader {
  readonly frames: Frame[] = [];
  /** Whether all brackets are closed again; what comes after is not read. */
  isClosed = false;
  /** In a list, or after the colon. */
  inValue = false;
  #word = '';
  /** What must come to end a quoted text, an expression or a comment; empty in none. */
  #until = '';
  #isWordQuoted = false;
  /** Nothing but blanks is read of the word; looking at the word itself each time would copy it. */
  #isWordBlank = true;
  #previous = ' ';

  /** What is read so far of the key or value. */
  get word(): string {
    return this.#word.trimStart();
  }

  get inComment(): boolean {
    return this.#until === '\n';
  }

  /** Takes a piece of text that ends where a line does, or at the cursor. */
  feed(text: string): void {
    for (let at = 0; at < text.length && !this.isClosed; at++) {
      const character = text.charAt(at);
      if (this.#until !== '') {
        if (this.#until !== '\n') this.#word += character;
        if (character === '\\' && this.#until === '"') this.#word += text.charAt(++at);
        else if (character === this.#until) this.#until = '';
      } else this.#take(character, text.charAt(at + 1));
      this.#previous = character;
    }
  }

  #take(character: string, next: string): void {
    if ((character === '"' || character === "'") && this.#isWordBlank) {
      this.#until = character;
      this.#isWordQuoted = true;
      this.#add(character);
    } else if (character === '$' && next === '{') {
      this.#until = '}';
      this.#add(character);
    } else if (character === '#' && /[\s{}[\],]/.test(this.#previous)) {
      this.#until = '\n';
    } else if (character === ':' && this.#isColon(next)) {
      const top = this.frames.at(-1);
      if (top !== undefined) top.step = this.#word.trim().replace(/^["']|["']$/g, '');
      this.#begin(true);
    } else if ('{[}],'.includes(character)) this.#takeBracket(character);
    else this.#add(character);
  }

  #add(character: string): void {
    this.#word += character;
    if (this.#isWordBlank && !/\s/.test(character)) this.#isWordBlank = false;
  }

  /** After a quoted key the value may follow at once, as in JSON. */
  #isColon(next: string): boolean {
    return !this.inValue && (next === '' || /\s/.test(next) || this.#isWordQuoted);
  }

  #takeBracket(character: string): void {
    const top = this.frames.at(-1);
    if (character === '{' || character === '[') {
      const isList = character === '[';
      this.frames.push({ kind: isList ? 'seq' : 'map', indent: 0, step: isList ? 0 : '' });
      this.#begin(isList);
    } else if (character === ',') {
      if (top?.kind === 'seq') top.step = Number(top.step) + 1;
      this.#begin(top?.kind === 'seq');
    } else {
      this.frames.pop();
      this.isClosed = this.frames.length === 0;
      this.#begin(true);
    }
  }

  #begin(inValue: boolean): void {
    this.#word = '';
    this.#isWordQuoted = false;
    this.#isWordBlank = true;
    this.inValue = inValue;
  }
}
