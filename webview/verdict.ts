import { html, nothing, type TemplateResult } from 'lit';
import { earlyEndsOf } from '../src/session/earlyEnds.ts';
import type { SessionState } from '../src/session/state.ts';
import type { Verdict } from '../src/session/verdict.ts';
import { keepUnits, sourceName } from './format.ts';
import { hotspotLink, openLink } from './link.ts';
import type { Actions } from './view.ts';

/** A text with one of its words made a link; the link after it where the word is not there. */
function linked(text: string, word: string, link: TemplateResult | typeof nothing): TemplateResult {
  const at = text.indexOf(word);
  if (at < 0) return html`${text} ${link}`;
  const rest = text.slice(at + word.length);
  // A button may break before the stop that follows it; text would not.
  const tail = /^\S*/.exec(rest)?.[0] ?? '';
  return html`${text.slice(0, at)}<span class="nowrap">${link}${tail}</span>${rest.slice(tail.length)}`;
}

/** The detail with a link to the line to blame: of the API, or of the scenario file. */
function detailView(
  { detail: text, culprit }: Verdict,
  state: SessionState,
  actions: Actions,
): TemplateResult {
  const detail = keepUnits(text);
  const place = state.problem?.place;
  if (place) {
    const name = sourceName(place.file);
    const at = `${name}:${place.line}`;
    return linked(detail, name, openLink(at, place, `Open ${place.file} at line ${place.line}`, actions));
  }
  const at = earlyEndsOf(state)?.at ?? '';
  const from = at === '' ? -1 : detail.indexOf(at);
  if (from < 0) return culpritView(detail, culprit, state, actions);
  // Where the time goes is said behind the doubts.
  return html`${detail.slice(0, from)}${earlyLink(at, state, actions)}${culpritView(detail.slice(from + at.length), culprit, state, actions)}`;
}

/** To the step that ended iterations before their end. */
function earlyLink(at: string, state: SessionState, actions: Actions): TemplateResult {
  const place = earlyEndsOf(state)?.cause?.place;
  const file = state.run?.file;
  if (!place || !file) return html`${at}`;
  return openLink(at, { file, ...place }, `Open the step that ended them at line ${place.line}`, actions);
}

function culpritView(
  detail: string,
  culprit: Verdict['culprit'],
  state: SessionState,
  actions: Actions,
): TemplateResult {
  if (!culprit) return html`${detail}`;
  const canOpen = culprit.line >= 1 && culprit.file !== '' && !culprit.file.startsWith('node:');
  if (!canOpen || !detail.includes(culprit.function))
    return html`${detail} ${hotspotLink(culprit, state.run?.root ?? null, actions)}`;
  const { file, line, column } = culprit;
  const target = { file, line, column: Math.max(1, column) };
  const link = openLink(culprit.function, target, `Open ${culprit.function} at line ${line}`, actions);
  return linked(detail, culprit.function, link);
}

/** The verdict in one sentence, with a link to the line to blame; a problem with what to do about it. */
export function verdictView(
  state: SessionState,
  verdict: Verdict,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (verdict.level === 'none') return nothing;
  return html`<div class="verdict ${verdict.level}" role="group" aria-label="Verdict">
    <span class="mark" aria-hidden="true">${verdict.mark}</span>
    <p>
      <b>${keepUnits(verdict.headline)}</b>
      <span>${detailView(verdict, state, actions)}</span>
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
