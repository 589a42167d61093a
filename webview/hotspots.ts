import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Hotspot, HotspotList } from '../src/profile/hotspot.ts';
import type { Comparison } from '../src/results/compare.ts';
import type { HotspotState, SessionState } from '../src/session/state.ts';
import { cssVariable } from './cssVariable.ts';
import { ms, percent, percentFixed, relativePath, sentence, signed } from './format.ts';
import { hotspotLink, openLink } from './link.ts';
import type { Actions, HotspotWindow, PanelView } from './view.ts';

/** How many are shown until all are asked for. */
const FIRST = 8;

type HotspotChange = Comparison['hotspots'][number];

interface Shown {
  readonly list: HotspotList;
  readonly requests: number;
  readonly window: HotspotWindow;
  /** What the baseline tells of the same functions; null where there is none, or for a stretch of the run. */
  readonly changes: readonly HotspotChange[] | null;
}

/** The list that was asked for, or the other one where there is no such list. */
function shownList({ hotspots, comparison }: SessionState, wanted: HotspotWindow): Shown | null {
  const { latest, total, latestRequests, totalRequests } = hotspots;
  if (latest && (wanted === 'latest' || !total))
    return { list: latest, requests: latestRequests, window: 'latest', changes: null };
  const changes = comparison && comparison.hotspots.length > 0 ? comparison.hotspots : null;
  return total ? { list: total, requests: totalRequests, window: 'total', changes } : null;
}

/** By how many points of the busy time a function's own share differs from the baseline's. */
function changeView(changes: readonly HotspotChange[], hotspot: Hotspot): TemplateResult {
  const file = hotspot.file.replaceAll('\\', '/');
  const change = changes.find(
    (one) => one.function === hotspot.function && (file === one.file || file.endsWith(`/${one.file}`)),
  );
  if (!change) return html`<span class="num change dim"></span>`;
  const points = (change.after - change.before) * 100;
  const arrow = Math.abs(points) < 0.05 ? '' : points > 0 ? '▲' : '▼';
  const told = `${percentFixed(change.before)} in the baseline`;
  return html`<span class="num change ${arrow === '▲' ? '' : 'dim'}" title=${told}
    ><span aria-hidden="true">${arrow}</span> ${signed(points, (size) => size.toFixed(1))}</span
  >`;
}

/** The hottest line within the function, where it is another than the one it begins at. */
function hottestLine(
  hotspot: Hotspot,
  root: string | null,
  actions: Actions,
): TemplateResult | typeof nothing {
  const hottest = hotspot.lines[0];
  if (!hotspot.own || !hottest || hottest.line === hotspot.line) return nothing;
  const at = `${relativePath(hotspot.file, root)}:${hottest.line}`;
  const label = `Open the hottest line of ${hotspot.function}, ${at}: ${percent(hottest.self)} of the busy time`;
  return html`<span class="hottest"
    >${openLink(`:${hottest.line}`, { file: hotspot.file, line: hottest.line, column: 1 }, label, actions)}</span
  >`;
}

function row(hotspot: Hotspot, shown: Shown, root: string | null, actions: Actions): TemplateResult {
  const perRequest = shown.requests > 0 ? (hotspot.self * shown.list.busyMs) / shown.requests : null;
  return html`<li class=${hotspot.own ? 'own' : 'foreign'}>
    <span class="bar" aria-hidden="true" ${cssVariable('--share', String(Math.min(1, hotspot.self)))}></span>
    <span class="place"
      ><span class="function mono" title=${hotspot.function}
        >${hotspot.own ? html`<span class="hidden">your code: </span>` : nothing}${hotspot.function}</span
      >
      ${hotspot.file === '' ? nothing : html`<span class="at">${hotspotLink(hotspot, root, actions)}${hottestLine(hotspot, root, actions)}</span>`}</span
    >
    <span class="num self">${percentFixed(hotspot.self)}</span>
    <span class="num total dim">${percentFixed(hotspot.total)}</span>
    <span class="num request dim">${perRequest === null ? '' : ms(perRequest)}</span>
    ${shown.changes ? changeView(shown.changes, hotspot) : nothing}
  </li>`;
}

function toggle(shown: Shown, hotspots: HotspotState, actions: Actions): TemplateResult | typeof nothing {
  if (!hotspots.latest || !hotspots.total) return nothing;
  const option = (window: HotspotWindow, text: string) =>
    html`<button
      aria-pressed=${shown.window === window ? 'true' : 'false'}
      @click=${() => actions.set({ hotspots: window })}
    >
      ${text}
    </button>`;
  return html`<span class="toggle" role="group" aria-label="Stretch of the run">
    ${option('latest', 'Last 2 s')}${option('total', 'Whole run')}
  </span>`;
}

/** How much of the time the process was busy at all: idle time is no part of the shares. */
function busyLine(list: HotspotList, { process }: HotspotState): TemplateResult {
  const whole = list.busyMs + list.idleMs;
  const busy = whole > 0 ? list.busyMs / whole : 0;
  const name = process ? `${process.runtime} ${process.version}`.trim() : '';
  const who = process
    ? html`<span class="who" title=${process.command}>${name}, pid ${process.pid}</span>`
    : nothing;
  return html`<div class="busy">
    <span class="busybar" aria-hidden="true" ${cssVariable('--share', String(busy))}></span>
    <span><b>${percent(busy)}</b> busy, ${percent(1 - busy)} idle</span>${who}
  </div>`;
}

function listView(shown: Shown, state: SessionState, view: PanelView, actions: Actions): TemplateResult {
  const { hotspots } = shown.list;
  const root = state.run?.root ?? null;
  const visible = view.allHotspots ? hotspots : hotspots.slice(0, FIRST);
  const rest = hotspots.length - FIRST;
  if (hotspots.length === 0)
    return html`${busyLine(shown.list, state.hotspots)}
      <p class="empty">Idle: no code of the process was seen running in this stretch.</p>`;
  return html`${busyLine(shown.list, state.hotspots)}
    <div class="columns dim" aria-hidden="true">
      <span class="legend"><i class="key"></i> your code</span><span class="num self">self</span><span class="num total">total</span
      ><span class="num request">per request</span>
      ${shown.changes ? html`<span class="num change" title="Points of the busy time more or less than in the baseline">change</span>` : nothing}
    </div>
    <ol class="hotspots">
      ${repeat(
        visible,
        (one) => `${one.file}:${one.line}:${one.column}:${one.function}`,
        (one) => row(one, shown, root, actions),
      )}
    </ol>
    ${
      rest > 0
        ? html`<button class="link more" @click=${() => actions.set({ allHotspots: !view.allHotspots })}>
            ${view.allHotspots ? `Show the first ${FIRST}` : `Show ${rest} more`}
          </button>`
        : nothing
    }`;
}

function offView(state: SessionState, actions: Actions): TemplateResult {
  return html`<p class="empty">
    This run ${state.phase === 'finished' ? 'was' : 'is'} not profiled. With the profiler this shows which lines of
    the API take the time.
    ${
      state.phase === 'finished'
        ? html`<button class="link" @click=${() => actions.post({ type: 'runAgain', profiled: true })}>
            Run with Profiler
          </button>`
        : nothing
    }
  </p>`;
}

function unavailableView(hotspots: HotspotState): TemplateResult {
  const { problem } = hotspots;
  const message = problem?.message ?? 'the process cannot be profiled';
  return html`<div class="unavailable">
    <span class="mark" aria-hidden="true">▲</span>
    <p><b>${sentence(message)}</b> ${problem?.hint ? sentence(problem.hint) : ''}</p>
  </div>`;
}

function body(state: SessionState, shown: Shown | null, view: PanelView, actions: Actions): TemplateResult {
  const { hotspots } = state;
  const problem = hotspots.status === 'unavailable' ? unavailableView(hotspots) : nothing;
  if (shown) return html`${problem}${listView(shown, state, view, actions)}`;
  if (hotspots.status === 'unavailable') return html`${problem}`;
  if (hotspots.status === 'attaching')
    return html`<p class="empty">Attaching to the process that listens at ${state.run?.target ?? 'the target'}…</p>`;
  if (hotspots.status === 'live')
    return html`<p class="empty">Attached. The first hotspots come ${state.run?.warmupMs ? 'once the warm-up is over' : 'in about two seconds'}…</p>`;
  if (hotspots.status === 'done') return html`<p class="empty">The run was too short to be sampled.</p>`;
  return offView(state, actions);
}

/** Where the API's process spends its time: function, place, share and milliseconds per request. */
export function hotspotsView(state: SessionState, view: PanelView, actions: Actions): TemplateResult {
  const shown = shownList(state, view.hotspots);
  return html`<section class="hot ${shown?.changes ? 'compared' : ''}" aria-labelledby="hotspots-title">
    <h2 id="hotspots-title">Hotspots ${shown ? toggle(shown, state.hotspots, actions) : nothing}</h2>
    ${body(state, shown, view, actions)}
  </section>`;
}
