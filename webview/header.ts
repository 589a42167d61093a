import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { generatorLimitOf } from '../src/session/generatorLimit.ts';
import type { RunInfo, SessionState } from '../src/session/state.ts';
import type { SuiteState } from '../src/session/suiteState.ts';
import { cssVariable } from './cssVariable.ts';
import { clock, scenariosText } from './format.ts';
import type { Actions } from './view.ts';

interface StateWord {
  readonly mark: string;
  readonly word: string;
  /** CSS class of its colour. */
  readonly tone: 'busy' | 'good' | 'bad' | 'warn' | 'quiet';
}

/** The run's state in a word and a mark, so that it is not told by colour alone. */
function stateWord(state: SessionState): StateWord {
  switch (state.phase) {
    case 'idle':
      return { mark: '○', word: 'Idle', tone: 'quiet' };
    case 'preparing':
      return { mark: '◌', word: 'Preparing', tone: 'busy' };
    case 'running':
      return { mark: '●', word: 'Running', tone: 'busy' };
    case 'stopping':
      return { mark: '■', word: 'Stopping', tone: 'warn' };
    case 'finished':
      return finishedWord(state);
  }
}

function finishedWord(state: SessionState): StateWord {
  switch (state.outcome) {
    case 'failed':
      return { mark: '✗', word: 'Failed', tone: 'bad' };
    case 'error':
      return { mark: '✗', word: 'Error', tone: 'bad' };
    case 'interrupted':
      return { mark: '■', word: 'Interrupted', tone: 'warn' };
    default:
      return generatorLimitOf(state.generator, state.snapshot, state.run?.target ?? '').limited
        ? { mark: '▲', word: 'Generator-limited', tone: 'warn' }
        : { mark: '✓', word: 'Passed', tone: 'good' };
  }
}

/** What the load is doing now: `hold 50 VUs`; scenarios that run side by side are joined. */
function currentPhase(run: RunInfo, elapsedMs: number): string {
  const active = run.phases.filter((phase) => phase.startMs <= elapsedMs && elapsedMs < phase.endMs);
  const labels = [...new Set(active.map((phase) => phase.label))].join(' + ');
  return elapsedMs < run.warmupMs ? `warm-up: ${labels}` : labels;
}

/** Where phases meet, as shares of the run; neither its start nor its end. */
function phaseMarks(run: RunInfo): number[] {
  const at = [run.warmupMs, ...run.phases.flatMap((phase) => [phase.startMs, phase.endMs])];
  const inside = at.filter((ms) => ms > 0 && ms < run.durationMs);
  return [...new Set(inside)].sort((a, b) => a - b).map((ms) => ms / run.durationMs);
}

function timeText(state: SessionState, run: RunInfo): TemplateResult | typeof nothing {
  if (state.phase === 'preparing') {
    return run.isSearch ? html`at most ${clock(run.durationMs)}` : html`${clock(run.durationMs)} planned`;
  }
  if (state.phase === 'finished') {
    if (!state.snapshot) return nothing;
    const whole = state.elapsedMs >= run.durationMs - 500 || run.isSearch;
    return whole
      ? html`took ${clock(state.elapsedMs)}`
      : html`${clock(state.elapsedMs)} of ${clock(run.durationMs)}`;
  }
  if (run.isSearch) return html`${clock(state.elapsedMs)} of at most ${clock(run.durationMs)}`;
  const leftMs = run.durationMs - state.elapsedMs;
  const left =
    leftMs > 0 && state.phase === 'running'
      ? html`<span class="left"> · ${clock(Math.ceil(leftMs / 1000) * 1000)} left</span>`
      : nothing;
  return html`<span>${clock(Math.min(state.elapsedMs, run.durationMs))} of ${clock(run.durationMs)}</span>${left}`;
}

function buttons(
  state: SessionState,
  run: RunInfo,
  suite: SuiteState | null,
  actions: Actions,
): TemplateResult {
  const suiteGoesOn = suite !== null && suite.phase !== 'finished';
  if (state.phase !== 'finished' || suiteGoesOn) {
    const stopping = state.phase === 'stopping' || suite?.phase === 'stopping';
    const hint = stopping
      ? 'Cut off what is still under way'
      : 'Stop starting iterations and let those under way finish';
    return html`<vscode-button
      class="stop"
      title=${hint}
      @click=${() => actions.post({ type: 'stop' })}
      >■ ${stopping ? 'Stop Now' : 'Stop'}</vscode-button
    >`;
  }
  const run_ = (profiled: boolean) => () => actions.post({ type: 'runAgain', profiled });
  const measured = state.outcome === 'passed' || state.outcome === 'failed';
  return html`${
    measured
      ? html`<vscode-button
          class="baseline-button"
          secondary
          title="Later runs of this scenario are compared with this one"
          @click=${() => actions.post({ type: 'setBaseline' })}
          >Set as Baseline</vscode-button
        >`
      : nothing
  }${
    run.profiled
      ? nothing
      : html`<vscode-button secondary @click=${run_(true)}>▶ Run with Profiler</vscode-button>`
  }<vscode-button title=${run.profiled ? 'With the profiler, as before' : ''} @click=${run_(run.profiled)}
      >▶ Run ${suite === null ? '' : 'Suite '}Again</vscode-button
    >`;
}

/** Then a bar that runs to and fro stands still, and looks full. */
function likesStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function progress(state: SessionState, run: RunInfo): TemplateResult {
  const isWhole = run.isSearch && state.phase === 'finished';
  const done = isWhole ? 1 : run.durationMs > 0 ? Math.min(1, state.elapsedMs / run.durationMs) : 0;
  return html`<div class="progress">
    <vscode-progress-bar
      .indeterminate=${state.phase === 'preparing' && !likesStillness()}
      .value=${done * 100}
      aria-label="Progress of the run"
    ></vscode-progress-bar>
    ${(state.phase === 'finished' && state.snapshot === null ? [] : phaseMarks(run)).map((share) => html`<i ${cssVariable('left', `${share * 100}%`)}></i>`)}
  </div>`;
}

/** Scenario, state, elapsed and remaining time, Stop or Run Again; the progress bar with the marks of the phases. */
export function headerView(
  state: SessionState,
  suite: SuiteState | null,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { run } = state;
  if (!run) return nothing;
  const word = stateWord(state);
  const active = state.phase === 'running' || state.phase === 'stopping';
  const phase = active && !run.isSearch ? currentPhase(run, state.elapsedMs) : '';
  const about = [scenariosText(run.scenarios), phase].filter((part) => part !== '' && part !== run.name);
  return html`<header class=${state.phase === 'finished' ? 'over' : ''}>
    <div class="title">
      <h1 title=${run.file ?? run.name}>${run.name}</h1>
      <span class="state ${word.tone}"><span class="mark" aria-hidden="true">${word.mark}</span> ${word.word}</span>
    </div>
    <span class="about dim" title=${about.join(' · ')}>${about.join(' · ')}</span>
    <span class="time dim">${timeText(state, run)}</span>
    <div class="buttons">${buttons(state, run, suite, actions)}</div>
    ${progress(state, run)}
  </header>`;
}
