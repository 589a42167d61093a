import { html, nothing, type TemplateResult } from 'lit';
import type { SuiteMemberState, SuiteState } from '../src/session/suiteState.ts';
import { memberWord, suiteVerdictOf } from '../src/session/suiteVerdict.ts';
import { count, keepUnits, marginText, ms, percent, perSec } from './format.ts';
import { openLink } from './link.ts';
import type { Actions } from './view.ts';

function toneOf({ status, limited }: SuiteMemberState): string {
  if (limited || status === 'interrupted') return 'warn';
  if (status === 'passed') return 'good';
  return status === 'failed' || status === 'error' ? 'bad' : 'dim';
}

/** The name of a run, a link to its record where there is one. */
function nameView({ label, recordFile, status }: SuiteMemberState, actions: Actions): TemplateResult {
  if (recordFile === null || status === 'running') return html`${label}`;
  return openLink(label, { file: recordFile, line: 1, column: 1 }, `Open the record of ${label}`, actions);
}

function nearestView({ worst }: SuiteMemberState): TemplateResult {
  if (worst === null) return html`<span class="dim">no thresholds</span>`;
  const margin = marginText(worst.margin, worst.expression);
  return html`<span class="mono">${worst.expression}</span>${margin ? html` <span class=${worst.ok === false ? 'bad' : 'dim'}>${keepUnits(margin)}</span>` : nothing}`;
}

function memberRow(
  member: SuiteMemberState,
  isCurrent: boolean,
  goesOn: boolean,
  actions: Actions,
): TemplateResult {
  const { mark, word } = memberWord(member, goesOn);
  const measured = member.requests > 0;
  const problem = member.status === 'error' ? member.verdict : '';
  return html`<tr class=${isCurrent ? 'current' : ''} title=${member.verdict}>
    <td class="c-name" title=${member.label}>${nameView(member, actions)}${problem ? html`<div class="dim why">${problem}</div>` : nothing}</td>
    <td class="state ${toneOf(member)}"><span class="mark" aria-hidden="true">${mark}</span> ${word}</td>
    <td class="num c-requests">${measured ? count(member.requests) : ''}</td>
    <td class="num c-rate">${measured ? perSec(member.requestsPerSec) : ''}</td>
    <td class="num">${measured ? ms(member.p95Ms) : ''}</td>
    <td class="num c-failed">${measured ? percent(member.failed / member.requests) : ''}</td>
    <td class="c-nearest">${measured ? nearestView(member) : ''}</td>
  </tr>`;
}

/** Which run of how many goes on, and what those that have ended came to. */
export function suiteView(suite: SuiteState | null, actions: Actions): TemplateResult | typeof nothing {
  if (suite === null) return nothing;
  const { level, mark, headline } = suiteVerdictOf(suite);
  const goesOn = suite.phase !== 'finished';
  const { recordFile } = suite;
  return html`<section class="suite" aria-label="Suite ${suite.name}">
    <div class="verdict ${level}" role="group" aria-label="Verdict of the suite">
      <span class="mark" aria-hidden="true">${mark}</span>
      <p>
        <b>${keepUnits(headline)}</b>
        ${suite.description ? html`<span class="dim">${suite.description}</span>` : nothing}
        ${
          recordFile !== null && !goesOn
            ? openLink('Open suite record', { file: recordFile, line: 1, column: 1 }, recordFile, actions)
            : nothing
        }
      </p>
    </div>
    <table class="grid">
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col" class="c-state">Verdict</th>
          <th scope="col" class="c-requests">Requests</th>
          <th scope="col" class="c-rate">req/s</th>
          <th scope="col">p95</th>
          <th scope="col" class="c-failed">Failed</th>
          <th scope="col" class="c-nearest">Nearest to its limit</th>
        </tr>
      </thead>
      <tbody>
        ${suite.members.map((member, index) => memberRow(member, goesOn && index === suite.current, goesOn, actions))}
      </tbody>
    </table>
  </section>`;
}
