import { html, nothing, type TemplateResult } from 'lit';
import type { CheckStats, Failure } from '../src/metrics/snapshot.ts';
import type { SessionState } from '../src/session/state.ts';
import { clock, count, groupText, percent, plural } from './format.ts';
import { openLink } from './link.ts';
import type { Actions } from './view.ts';

function failureRow(failure: Failure, file: string | null, actions: Actions): TemplateResult {
  const { place, excerpt, status, method, name, url, reason, traceId } = failure;
  const known = status > 0 ? `status ${status}` : 'no response';
  const route = name.startsWith(`${method} `) ? name : `${method} ${name}`;
  return html`<li>
    <span class="mark bad" aria-hidden="true">✗</span>
    <div>
      <p class="what">
        <b title=${url}>${route}</b> <span class="status ${status === 0 || status >= 400 ? 'bad' : ''}">${known}</span>
        <span class="dim">at ${clock(failure.elapsedMs)}</span>
        ${
          file && place
            ? openLink(
                `step at line ${place.line}`,
                { file, ...place },
                `Open the step of ${name} at line ${place.line}`,
                actions,
              )
            : nothing
        }
      </p>
      <p class="reason">${reason}</p>
      ${traceId ? html`<p class="dim">trace <span class="trace">${traceId}</span></p>` : nothing}
      ${excerpt === '' ? nothing : html`<pre tabindex="0" aria-label="Excerpt of the response">${excerpt}</pre>`}
    </div>
  </li>`;
}

function checksView(checks: readonly CheckStats[]): TemplateResult | typeof nothing {
  if (checks.length === 0) return nothing;
  return html`<h3>Checks</h3>
    <table class="list short" aria-label="Checks">
      <tbody>
        ${checks.map(({ name, group, passes, fails }) => {
          const whole = passes + fails;
          return html`<tr class=${fails > 0 ? 'bad' : ''}>
            <td class="mark ${fails > 0 ? 'bad' : 'good'}">
              <span aria-hidden="true">${fails > 0 ? '✗' : '✓'}</span>
            </td>
            <td>${groupText(group, name)}</td>
            <td class="num value">${whole > 0 ? percent(passes / whole) : '–'}</td>
            <td class="num margin">${fails === 0 ? `${count(passes)} passed` : `${count(fails)} of ${count(whole)} failed`}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
}

/** The first requests that failed, with what was expected and what came instead; then the checks. */
export function failuresView(state: SessionState, actions: Actions): TemplateResult {
  const { failures, checks, snapshot, run } = state;
  const failed = snapshot?.total.failed ?? 0;
  const missed = snapshot?.total.checksFailed ?? 0;
  const all = [
    failed > 0 ? `${plural(failed, 'request')} failed` : '',
    missed > 0 ? `${plural(missed, 'check')} failed` : '',
  ].filter((part) => part !== '');
  const which = failures.length > 1 ? `The first ${failures.length} are here.` : '';
  return html`${
    failures.length === 0
      ? html`<p class="empty">${snapshot ? '✓ No request has failed.' : 'Nothing was sent yet.'}</p>`
      : html`<p class="empty">${all.join(', ')}${all.length > 0 ? '. ' : ''}${which}</p>
          <ol class="failures" aria-label="First failing requests">
            ${failures.map((one) => failureRow(one, run?.file ?? null, actions))}
          </ol>`
  }${checksView(checks)}`;
}
