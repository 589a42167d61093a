import { assertNever } from '../base/assertNever.ts';
import type { Breakpoint } from '../metrics/breakpoint.ts';
import type { Window } from '../metrics/snapshot.ts';
import type { ThresholdStatus } from '../metrics/thresholdStatus.ts';
import type { Hotspot } from '../profile/hotspot.ts';
import { gaveWayText, holdsText, rateText } from './breakpointText.ts';
import { accountOf } from './culprit.ts';
import { earlyCauseText, earlyEndsOf } from './earlyEnds.ts';
import { bareEvidence, boundText, type GeneratorLimit, generatorLimitOf } from './generatorLimit.ts';
import type { SessionState } from './state.ts';
import { unsentText } from './unsent.ts';
import { clockText, durationText, msText, percentText, plural, thresholdValueText } from './wording.ts';

/** What is to be said of a run in one sentence, live and at its end. */
export interface Verdict {
  /** `limited`: it would have passed, but the generator was the limit, so that its figures prove little. */
  readonly level: 'none' | 'running' | 'pass' | 'limited' | 'fail' | 'interrupted' | 'error';
  /** One character, so that colour is not the only sign. */
  readonly mark: string;
  /** The sentence, with its stop. */
  readonly headline: string;
  /** More sentences: where the time goes, what makes the numbers doubtful; '' where there is nothing to add. */
  readonly detail: string;
  /** The function that `detail` names. */
  readonly culprit: Hotspot | null;
}

/** Judges a run by what is known so far; pure. */
export function verdictOf(state: SessionState): Verdict {
  const { level, mark } = levelOf(state);
  const account = accountOf(
    state.phase === 'finished' ? state.hotspots.total : (state.hotspots.latest ?? state.hotspots.total),
  );
  const sentences = [hintOf(state), ...doubts(state), account?.sentence];
  const search = state.outcome === 'error' ? null : breakpointOf(state);
  return {
    level,
    mark,
    headline: search === null ? headlineOf(state) : searchText(state, search),
    detail: sentences.filter((one) => one).join(' '),
    culprit: account?.culprit ?? null,
  };
}

function levelOf(state: SessionState): Pick<Verdict, 'level' | 'mark'> {
  if (state.phase === 'idle') return { level: 'none', mark: '○' };
  if (state.phase !== 'finished') {
    // That a step breaks a threshold is what a search is for.
    if (breakpointOf(state) !== null) return { level: 'running', mark: '●' };
    return broken(state).length > 0 ? { level: 'fail', mark: '✗' } : { level: 'running', mark: '●' };
  }
  switch (state.outcome) {
    case 'failed':
      return { level: 'fail', mark: '✗' };
    case 'interrupted':
      return { level: 'interrupted', mark: '■' };
    case 'error':
      return { level: 'error', mark: '!' };
    case 'passed':
    case null:
      if (limitOf(state).limited || isAllWarmup(state)) return { level: 'limited', mark: '▲' };
      return { level: 'pass', mark: state.thresholds.some((one) => !isUnjudged(one)) ? '✓' : '•' };
    default:
      return assertNever(state.outcome);
  }
}

/** A threshold that passed since there was nothing that it could have failed by. */
export function isUnjudged({ ok, value }: Pick<ThresholdStatus, 'ok' | 'value'>): boolean {
  return ok === true && value === null;
}

function unjudged({ thresholds }: SessionState): number {
  return thresholds.filter(isUnjudged).length;
}

/** A run that was over before its warm-up was. */
function isAllWarmup({ run, snapshot }: SessionState): boolean {
  return (run?.warmupMs ?? 0) > 0 && (snapshot?.total.requests ?? 0) === 0;
}

/** The search for a breakpoint, where the run is one. */
function breakpointOf({ snapshot }: SessionState): Breakpoint | null {
  return snapshot?.breakpoint ?? null;
}

/** What a search has found, or is about to. */
function searchText(state: SessionState, search: Breakpoint): string {
  const holds = holdsText(search);
  if (state.phase === 'finished') {
    if (state.outcome !== 'interrupted') return sentence(holds);
    return `Stopped at ${clockText(state.elapsedMs)}: ${holds}.`;
  }
  const soFar = search.holds > 0 ? `, holds ${rateText(search.holds)} so far` : '';
  return search.trying === null ? 'Finishing.' : `Trying ${rateText(search.trying)}${soFar}.`;
}

function headlineOf(state: SessionState): string {
  const measured = (state.snapshot?.total.requests ?? 0) > 0;
  if (state.phase === 'idle') return 'No run yet.';
  if (state.outcome === 'error') return sentence(state.problem?.message ?? 'The run failed');
  if (state.outcome === 'interrupted') {
    const durationMs = state.run?.durationMs ?? 0;
    const at = `${clockText(state.elapsedMs)} of ${clockText(durationMs)}`;
    if (state.snapshot === null) return 'Stopped before the load began.';
    return `Stopped at ${at}: ${measured ? measuredText(state) : isAllWarmup(state) ? 'nothing was counted yet' : 'no request had ended'}.`;
  }
  if (state.phase === 'preparing') return preparingText(state);
  if (!measured && (broken(state).length === 0 || isAllWarmup(state))) return nothingText(state);
  const limited =
    limitOf(state).limited && levelOf(state).level === 'limited' ? ', but the run is generator-limited' : '';
  return `${measuredText(state).replace(/^no /, 'No ')}${endedEarly(state)}${limited}.`;
}

function preparingText({ run }: SessionState): string {
  return run?.hasSetup
    ? 'Looking at the target, starting the engine and running setup.'
    : 'Looking at the target and starting the engine.';
}

/** What is to be said while nothing was measured. */
function nothingText({ phase, run, elapsedMs }: SessionState): string {
  const warmupMs = run?.warmupMs ?? 0;
  if (phase !== 'finished') {
    if (elapsedMs >= warmupMs) return 'Waiting for the first response.';
    return `Warming up until ${clockText(warmupMs)}: nothing counts yet.`;
  }
  if (warmupMs === 0) return 'No request was made.';
  return `All fell into the warm-up of ${durationText(warmupMs)}: nothing was counted.`;
}

/** What is broken, or that nothing is; without capital and stop. */
function measuredText(state: SessionState): string {
  const failing = broken(state);
  const [worst] = failing;
  if (worst) return brokenText(worst) + (failing.length > 1 ? `, and ${more(failing.length - 1)}` : '');
  const total = state.snapshot?.total;
  const p95 = `p95 ${msText(total?.latencyMs.p95 ?? null)}`;
  const count = state.thresholds.length;
  if (count === 0) return `no thresholds to judge by: ${p95}, ${failedText(total)}`;
  const so = state.phase === 'finished' && state.outcome !== 'interrupted' ? '' : ' so far';
  const open = state.thresholds.filter((one) => one.ok === null).length;
  if (open === count) return `${p95}, no threshold has a value yet`;
  const empty = unjudged(state);
  if (empty === count)
    return `${p95}, ${count === 1 ? 'the threshold' : 'the thresholds'} had nothing to judge`;
  if (empty > 0)
    return `${p95}, ${count - empty} of ${count} thresholds hold${so}, ${empty} had nothing to judge`;
  const held = count === 1 ? 'the threshold holds' : `all ${count} thresholds hold`;
  return `${p95}, ${open > 0 ? `${count - open} of ${count} thresholds hold` : held}${so}`;
}

function more(count: number): string {
  return count === 1 ? 'one more threshold is broken' : `${count} more thresholds are broken`;
}

/** The broken thresholds, the worst first: by margin, and what has none (a limit of 0) before all. */
function broken(state: SessionState): ThresholdStatus[] {
  const failing = state.thresholds.filter((one) => one.ok === false);
  return failing.sort((a, b) => (b.margin ?? Number.MAX_VALUE) - (a.margin ?? Number.MAX_VALUE));
}

/** `p95 132 ms breaks p(95) < 100 since 1:12`; a submetric by its tags, another metric by its name. */
export function brokenText({ metric, expression, value, failingSinceMs }: ThresholdStatus): string {
  const since = failingSinceMs === null ? '' : ` since ${clockText(failingSinceMs)}`;
  const told = value === null ? 'has no samples and' : thresholdValueText(metric, expression, value);
  return `${measureName(metric, expression)} ${told} breaks ${expression}${since}`;
}

/** What a threshold measures, in short: `p95`, `login p95`, `failed`. */
export function measureName(metric: string, expression: string): string {
  const [name = metric, tags = ''] = metric.replace(/\}$/, '').split('{', 2);
  const of = tags.replace(/(^|,)\s*name:/g, '$1').trim();
  const percentile = /^p\(([\d.]+)\)/.exec(expression)?.[1];
  const figure = percentile ? `p${percentile}` : (/^[a-z]+/.exec(expression)?.[0] ?? '');
  const what = name === 'http_req_duration' ? figure : plainName(name, figure);
  return `${of ? `${of} ` : ''}${what}`;
}

function plainName(metric: string, figure: string): string {
  if (metric === 'http_req_failed') return 'failed';
  if (metric === 'checks') return 'checks passed';
  return figure === 'value' ? metric : `${metric} ${figure}`;
}

function failedText(total: Window | undefined): string {
  if (!total || total.failed === 0) return 'no request failed';
  return `${percentText(total.failed / total.requests)} of ${plural(total.requests, 'request')} failed`;
}

/** Thresholds with `abortOnFail` end a run before its time. */
function endedEarly(state: SessionState): string {
  if (state.phase !== 'finished' || state.outcome !== 'failed') return '';
  const aborting = state.thresholds.some((one) => one.ok === false && one.abortOnFail);
  const early = state.elapsedMs < (state.run?.durationMs ?? 0);
  return aborting && early ? `; it ended the run at ${clockText(state.elapsedMs)}` : '';
}

function hintOf(state: SessionState): string {
  if (state.phase !== 'finished' || !state.problem) return '';
  const done = state.snapshot
    ? `${plural(state.snapshot.total.requests, 'request')} in ${clockText(state.elapsedMs)} were measured before.`
    : '';
  const hint = state.problem.hint ? sentence(state.problem.hint) : '';
  return [hint, done].filter((one) => one).join(' ');
}

/** Starts late by less than this (p99) are not worth a sentence. */
const LATE_MS = 20;

function limitOf({ generator, snapshot, run }: SessionState): GeneratorLimit {
  return generatorLimitOf(generator, snapshot, run?.target ?? '');
}

/** What makes the numbers doubtful: said before where the time goes, since it may change what that is worth. */
function doubts(state: SessionState): string[] {
  const { snapshot } = state;
  if (!snapshot) return [];
  if (snapshot.breakpoint !== null)
    return [
      gaveWayText(snapshot.breakpoint, brokenText),
      earlyText(state, snapshot.total),
      unsentText(state),
    ];
  const { total, generator } = snapshot;
  const said: string[] = [];
  const empty = broken(state).length > 0 ? unjudged(state) : 0;
  if (empty > 0)
    said.push(`${empty} of ${plural(state.thresholds.length, 'threshold')} had nothing to judge.`);
  if (total.requests > 0 && state.thresholds.length > 0 && total.failed >= total.requests / 2) {
    said.push(sentence(failedText(total)));
  }
  const limit = limitOf(state);
  const isTold = levelOf(state).level === 'limited';
  said.push(isTold ? bareEvidence(limit.evidence) : limit.evidence, boundText(snapshot));
  said.push(earlyText(state, total), unsentText(state), unansweredText(total));
  const leftOver = total.droppedIterations - generator.missedStarts;
  if (leftOver > 0) {
    const due = total.iterations + total.interruptedIterations + total.droppedIterations;
    const were = leftOver === 1 ? 'was' : 'were';
    const part = percentText(leftOver / due);
    said.push(`${plural(leftOver, 'iteration')} (${part}) ${were} left when the load ended.`);
  }
  if (generator.startDelayP99Ms >= LATE_MS && !limit.reasons.includes('late-starts')) {
    const late = msText(generator.startDelayP99Ms);
    said.push(`Starts were up to ${late} late (p99), which the response times count.`);
  }
  return said;
}

/** Below this share of the requests those without an answer hardly change the percentiles that are shown. */
const UNANSWERED_PART = 0.01;

/** Requests that were cut off with their iterations: of an API that hangs those may be all that it did not answer. */
function unansweredText({ requests, unansweredRequests = 0 }: Window): string {
  const part = unansweredRequests / (requests + unansweredRequests);
  if (unansweredRequests === 0 || part < UNANSWERED_PART) return '';
  const had = `${plural(unansweredRequests, 'request')} (${percentText(part)}) had no answer`;
  return `${had} when the load was cut off, and ${unansweredRequests === 1 ? 'is' : 'are'} in no response time.`;
}

/** Iterations that a step that failed ended, and which step ended the most of them. */
function earlyText(state: SessionState, { iterations }: Window): string {
  const early = earlyEndsOf(state);
  if (early === null) return '';
  const cause = earlyCauseText(early);
  const by = cause === '' ? ', at a step that failed' : `: ${cause}`;
  return `${plural(early.count, 'iteration')} (${percentText(early.count / iterations)}) ended early${by}.`;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(capital) ? capital : `${capital}.`;
}
