import { html, nothing, type TemplateResult } from 'lit';
import type { SessionState } from '../src/session/state.ts';
import type { Verdict } from '../src/session/verdict.ts';
import { hotspotLink, openLink } from './link.ts';
import type { Actions } from './view.ts';

/** The detail with the culprit's name in it made a link; else with the link after it. */
function detailWithCulprit(verdict: Verdict, root: string | null, actions: Actions): TemplateResult {
  const { detail, culprit } = verdict;
  if (!culprit) return html`${detail}`;
  const at = detail.indexOf(culprit.function);
  const canOpen = culprit.line >= 1 && culprit.file !== '' && !culprit.file.startsWith('node:');
  if (at < 0 || !canOpen) return html`${detail} ${hotspotLink(culprit, root, actions)}`;
  const link = openLink(
    culprit.function,
    { file: culprit.file, line: culprit.line, column: Math.max(1, culprit.column) },
    `Open ${culprit.function} at line ${culprit.line}`,
    actions,
  );
  const rest = detail.slice(at + culprit.function.length);
  // A button may break before the stop that follows it; text would not.
  const tail = /^\S*/.exec(rest)?.[0] ?? '';
  return html`${detail.slice(0, at)}<span class="nowrap">${link}${tail}</span>${rest.slice(tail.length)}`;
}

/** The verdict in one sentence, with a link to the line to blame; a problem with what to do about it. */
export function verdictView(
  state: SessionState,
  verdict: Verdict,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (verdict.level === 'none') return nothing;
  const place = state.problem?.place;
  return html`<div class="verdict ${verdict.level}" role="group" aria-label="Verdict">
    <span class="mark" aria-hidden="true">${verdict.mark}</span>
    <p>
      <b>${verdict.headline}</b>
      <span>${detailWithCulprit(verdict, state.run?.root ?? null, actions)}</span>
      ${place ? openLink(`line ${place.line}`, place, `Open ${place.file} at line ${place.line}`, actions) : nothing}
    </p>
  </div>`;
}

/** What the user should know though the run goes on. */
export function warningsView(warnings: readonly string[]): TemplateResult | typeof nothing {
  if (warnings.length === 0) return nothing;
  return html`<ul class="warnings" aria-label="Warnings">
    ${warnings.map((text) => html`<li><span class="mark" aria-hidden="true">▲</span><span>${text}</span></li>`)}
  </ul>`;
}
