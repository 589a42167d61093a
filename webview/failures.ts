import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../src/metrics/failure.ts';
import type { CheckStats } from '../src/metrics/rows.ts';
import { type FailureKind, failureKinds, otherFailures } from '../src/session/failureKinds.ts';
import type { SessionState } from '../src/session/state.ts';
import { clock, count, groupText, percent, plural } from './format.ts';
import { openLink } from './link.ts';
import type { Actions } from './view.ts';

function kindRow(kind: FailureKind, file: string | null, actions: Actions): TemplateResult {
  const { first: failure, more } = kind;
  const { place, status, method, name, url } = failure;
  const known = status > 0 ? `status ${status}` : 'no response';
  const route = name.startsWith(`${method} `) ? name : `${method} ${name}`;
  return html`<li>
    <span class="mark bad" aria-hidden="true">✗</span>
    <div>
      <p class="what">
        <b title=${url}>${route}</b> <span class="status ${status === 0 || status >= 400 ? 'bad' : ''}">${known}</span>
        ${kind.count > 1 ? html`<b class="often">${count(kind.count)}×</b>` : nothing}
        <span class="dim">${kind.count > 1 ? 'first at' : 'at'} ${clock(failure.elapsedMs)}</span>
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
      ${sampleView(failure)}
      ${
        more.length === 0
          ? nothing
          : html`<details>
              <summary>${more.length === 1 ? 'one more of them' : `${more.length} more of them`}</summary>
              ${more.map(
                (one) => html`<p class="dim">${one.method} ${one.url} at ${clock(one.elapsedMs)}</p>
                  ${sampleView(one)}`,
              )}
            </details>`
      }
    </div>
  </li>`;
}

function sampleView({ reason, traceId, excerpt }: Failure): TemplateResult {
  return html`<p class="reason">${reason}</p>
    ${traceId ? html`<p class="dim">trace <span class="trace">${traceId}</span></p>` : nothing}
    ${excerpt === '' ? nothing : html`<pre tabindex="0" aria-label="Excerpt of the response">${excerpt}</pre>`}`;
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

/** The requests that failed, by kind, with what was expected and what came instead; then the checks. */
export function failuresView(state: SessionState, actions: Actions): TemplateResult {
  const { failures, checks, snapshot, run } = state;
  const failed = snapshot?.total.failed ?? 0;
  const missed = snapshot?.total.checksFailed ?? 0;
  const all = [
    failed > 0 ? `${plural(failed, 'request')} failed` : '',
    missed > 0 ? `${plural(missed, 'check')} failed` : '',
  ].filter((part) => part !== '');
  const kinds = failureKinds(failures, snapshot?.failureCounts);
  const others = otherFailures(snapshot?.failureCounts);
  const which = [
    kinds.length > 1 ? `${kinds.length} kinds of failures, the most frequent first.` : '',
    others > 0 ? `${plural(others, 'failure')} of yet other kinds.` : '',
  ].filter((part) => part !== '');
  return html`${
    failures.length === 0
      ? html`<p class="empty">${snapshot ? '✓ No request has failed.' : 'Nothing was sent yet.'}</p>`
      : html`<p class="empty">${all.join(', ')}${all.length > 0 ? '. ' : ''}${which.join(' ')}</p>
          <ol class="failures" aria-label="Failing requests by kind">
            ${kinds.map((one) => kindRow(one, run?.file ?? null, actions))}
          </ol>`
  }${checksView(checks)}`;
}
