import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

/** Sets through the CSSOM, since the content security policy forbids style attributes. */
class CssVariable extends Directive {
  #last: string | undefined;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT)
      throw new Error('cssVariable stands in an element, as an attribute does');
  }

  render(_name: string, _value: string): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [name, value]: [string, string]): typeof noChange {
    const { element } = part;
    if (this.#last !== value && element instanceof HTMLElement) element.style.setProperty(name, value);
    this.#last = value;
    return noChange;
  }
}

/** `<span ${cssVariable('--share', '61%')}>`: a CSS variable on that element. */
export const cssVariable = directive(CssVariable);
