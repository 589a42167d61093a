import { html, nothing, type TemplateResult } from 'lit';
import type { Hotspot } from '../src/profile/hotspot.ts';
import { relativePath, sourceName } from './format.ts';
import type { Actions } from './view.ts';

/** A place to open in the editor. */
export interface Target {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A button that looks like a link: `a` would have to lead somewhere. */
export function openLink(text: string, target: Target, label: string, actions: Actions): TemplateResult {
  const open = () =>
    actions.post({ type: 'open', file: target.file, line: target.line, column: target.column });
  return html`<button class="link" title=${label} aria-label=${label} @click=${open}>${text}</button>`;
}

/** `auth.ts:42`, a link where the place can be opened; plain text for the runtime's own code and for none. */
export function hotspotLink(
  hotspot: Hotspot,
  root: string | null,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (hotspot.file === '') return nothing;
  const name = sourceName(hotspot.file);
  if (hotspot.file.startsWith('node:') || hotspot.line < 1) return html`<span class="dim">${name}</span>`;
  const inPackage = hotspot.file.replaceAll('\\', '/').includes('/node_modules/');
  const at = `${relativePath(hotspot.file, root)}:${hotspot.line}`;
  return openLink(
    inPackage ? name : `${name}:${hotspot.line}`,
    { file: hotspot.file, line: hotspot.line, column: Math.max(1, hotspot.column) },
    `Open ${hotspot.function} at ${at}`,
    actions,
  );
}
