import type { Failure, Latency, Snapshot, ThresholdStatus } from '../metrics/snapshot.ts';
import type { Delta } from '../results/compare.ts';
import { judgedRate, rateText } from '../session/breakpointText.ts';
import { cpuShares, threadsText } from '../session/generatorLimit.ts';
import type { SessionState } from '../session/state.ts';
import { type Verdict, verdictOf } from '../session/verdict.ts';
import {
  bytesText,
  countText,
  durationText,
  groupText,
  loginTexts,
  marginText,
  msText,
  percentText,
  perSecText,
  plural,
  scenariosText,
  thresholdValueText,
} from '../session/wording.ts';
import { breakpointSection } from './breakpointSection.ts';
import { customSection } from './customSection.ts';
import { endpointSection } from './endpointSection.ts';
import { groupSection } from './groupSection.ts';
import { hotspotSection } from './hotspotSection.ts';
import { clip, plainText, tableLines, wrap } from './layout.ts';
import { phaseSection } from './phaseSection.ts';
import { slowestSection } from './slowestSection.ts';
import type { Style } from './style.ts';

/** What the summary is printed with. */
export interface SummaryOptions {
  readonly style: Style;
  /** Columns that prose and tables may take. */
  readonly width: number;
  /** Folder against which source paths are shown. */
  readonly cwd: string;
  /** The trend's figures to show, by k6's names; null for our own choice. */
  readonly trend: Readonly<Record<string, number>> | null;
}

const FAILURE_LIMIT = 5;
const CHECK_LIMIT = 15;

/** The report of a run that has ended, as lines. */
export function summaryLines(state: SessionState, options: SummaryOptions): string[] {
  const sections = [
    verdictSection(state, options),
    figureSection(state, options),
    thresholdSection(state, options),
    breakpointSection(state, options),
    phaseSection(state, options),
    endpointSection(state, options),
    groupSection(state, options),
    customSection(state, options),
    checkSection(state, options),
    failureSection(state, options),
    slowestSection(state, options),
    hotspotSection(state.hotspots, options),
    comparisonSection(state, options),
    footerSection(state, options),
  ].filter((lines) => lines.length > 0);
  return sections.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function verdictSection(state: SessionState, { style, width }: SummaryOptions): string[] {
  const verdict = verdictOf(state);
  const paint = paintOf(verdict, style);
  const head = wrap(plainText(verdict.headline), width - 2);
  const detail = wrap(plainText(verdict.detail), width - 2);
  return [
    ...head.map((line, index) => paint(style.bold(`${index === 0 ? verdict.mark : ' '} ${line}`))),
    ...detail.map((line) => `  ${line}`),
  ];
}

function paintOf({ level }: Verdict, style: Style): (text: string) => string {
  if (level === 'pass') return style.green;
  return level === 'fail' || level === 'error' ? style.red : style.yellow;
}

function figureSection({ snapshot, run }: SessionState, { style, trend }: SummaryOptions): string[] {
  if (!snapshot) return [];
  const { total, vusMax } = snapshot;
  const { latencyMs, serviceMs } = total;
  const seconds = total.durationMs / 1000;
  const times =
    latencyMs.count === 0
      ? ['nothing measured']
      : trend
        ? Object.entries(trend).map(([stat, value]) => trendText(stat, value))
        : [
            `p50 ${msText(latencyMs.med)}`,
            `p90 ${msText(latencyMs.p90)}`,
            `p95 ${msText(latencyMs.p95)}`,
            `p99 ${msText(latencyMs.p99)}`,
            `max ${msText(latencyMs.max)}`,
          ];
  const load = [
    `${countText(total.requests)} in ${perSecText(seconds)} s`,
    `${perSecText(seconds > 0 ? total.requests / seconds : 0)}/s`,
    `${percentText(total.requests > 0 ? total.failed / total.requests : 0)} failed`,
    `up to ${plural(vusMax, 'VU')}`,
  ];
  const iterations = [
    countText(total.iterations),
    ...(total.earlyIterations > 0 ? [`${countText(total.earlyIterations)} ended early`] : []),
    ...(total.droppedIterations > 0 ? [`${countText(total.droppedIterations)} dropped`] : []),
    ...(total.interruptedIterations > 0 ? [`${countText(total.interruptedIterations)} cut short`] : []),
  ];
  const rows: FigureRow[] = [
    [plainText(run?.name ?? ''), [run?.target ?? '', plainText(scenariosText(run?.scenarios ?? []))]],
    ...(run && run.warmupMs > 0 ? [warmupRow(run.warmupMs)] : []),
    ['response time', times],
    ...boundRow(snapshot),
    ...(latencyMs.count > 0 ? [serviceRow(serviceMs)] : []),
    ['requests', load],
    ['iterations', [...iterations, `${bytesText(total.bytesReceived)} received`]],
    ...(snapshot.logins ? [['logins', loginTexts(snapshot.logins)] satisfies FigureRow] : []),
  ];
  return tableLines(
    rows.map(([label, parts]) => [`  ${style.dim(clip(label, 24))}`, parts.filter((one) => one).join('   ')]),
    'll',
  );
}

type FigureRow = [string, readonly string[]];

function warmupRow(warmupMs: number): FigureRow {
  return ['warm-up', [`the first ${durationText(warmupMs)} are in no figure`]];
}

/** What the percentiles are at least, had nothing that was never sent been faster than the slowest that was. */
function boundRow({ bound }: Snapshot): FigureRow[] {
  if (bound === null) return [];
  const { med, p90, p95, p99, missing } = bound;
  const at = Object.entries({ p50: med, p90, p95, p99 }).map(([name, value]) => `${name} ${msText(value)}`);
  return [['  at least', [...at, `with ${countText(missing)} never sent`]]];
}

function serviceRow({ med, p90, p95, p99, max }: Latency): FigureRow {
  const figures = Object.entries({ p50: med, p90, p95, p99, max });
  return ['service time', figures.map(([name, value]) => `${name} ${msText(value)}`)];
}

function trendText(stat: string, value: number): string {
  return stat === 'count' ? `count ${countText(value)}` : `${stat} ${msText(value)}`;
}

function thresholdSection(
  { thresholds, snapshot }: SessionState,
  { style, width }: SummaryOptions,
): string[] {
  if (thresholds.length === 0) return [];
  const rows = thresholds.map((one) => thresholdRow(one, style, width));
  const search = snapshot?.breakpoint ?? null;
  const rate = search === null ? null : judgedRate(search);
  const at = rate === null ? '' : style.dim(`  at ${rateText(rate)}`);
  return [style.bold('Thresholds') + at, ...tableLines(rows, 'llrr')];
}

function thresholdRow(threshold: ThresholdStatus, style: Style, width: number): string[] {
  const { metric, expression, value, margin, ok } = threshold;
  const paint = ok === false ? style.red : (text: string) => text;
  const mark = ok === false ? style.red('✗') : ok ? style.green('✓') : '·';
  const room = Math.max(16, width - 36 - [...expression].length);
  return [
    `  ${mark} ${paint(clip(plainText(metric), room))}`,
    expression,
    paint(thresholdValueText(metric, expression, value)),
    ok === false ? paint(marginText(margin, expression)) : style.dim(marginText(margin, expression)),
  ];
}

function checkSection({ checks }: SessionState, { style, width }: SummaryOptions): string[] {
  const made = checks.filter((one) => one.passes + one.fails > 0);
  if (made.length === 0) return [];
  const failed = made.filter((one) => one.fails > 0);
  const passed = made.length - failed.length;
  const rows = failed
    .slice(0, CHECK_LIMIT)
    .map(({ name, group, passes, fails }) => [
      `  ${style.red('✗')} ${clip(plainText(groupText(group, name)), Math.max(20, width - 40))}`,
      `${countText(fails)} of ${countText(passes + fails)} failed`,
      percentText(fails / (passes + fails)),
    ]);
  const rest = failed.length - CHECK_LIMIT;
  return [
    style.bold('Checks'),
    ...tableLines(rows, 'lrr'),
    ...(rest > 0 ? [style.dim(`  and ${rest} more that failed`)] : []),
    ...(passed > 0 ? [`  ${style.green('✓')} ${passedText(passed, failed.length)}`] : []),
  ];
}

function passedText(passed: number, failed: number): string {
  if (failed > 0) return `${plural(passed, 'other check')} always passed`;
  return passed === 1 ? 'the one check always passed' : `all ${passed} checks always passed`;
}

function failureSection({ failures, snapshot }: SessionState, { style, width }: SummaryOptions): string[] {
  if (failures.length === 0) return [];
  const alike = groupedAlike(failures);
  const groups = alike.slice(0, FAILURE_LIMIT);
  const failed = snapshot?.total.failed ?? 0;
  const of = failed > failures.length ? `  the first ${failures.length} of ${countText(failed)}` : '';
  return [
    style.bold('Failures') + style.dim(of),
    ...groups.flatMap((group) => failureLines(group, style, width)),
    ...(alike.length > groups.length ? [style.dim(`  and ${alike.length - groups.length} other kinds`)] : []),
  ];
}

function groupedAlike(failures: readonly Failure[]): Failure[][] {
  const groups = new Map<string, Failure[]>();
  for (const one of failures) {
    const key = [one.name, one.status, one.reason].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Failures that are alike: the first of them, and how many. */
function failureLines(group: readonly Failure[], style: Style, width: number): string[] {
  const [first] = group;
  if (!first) return [];
  const { name, method, url, status, reason, excerpt, traceId } = first;
  const times = group.length > 1 ? `  ${group.length}×` : '';
  const where = `${plainText(name)}  ${method} ${plainText(url)}`;
  const answer = status > 0 && !reason.includes(String(status)) ? `status ${status}: ` : '';
  return [
    `  ${clip(where, width - 2 - times.length)}${times}`,
    `    ${style.red(clip(plainText(answer + reason), width - 4))}`,
    ...(excerpt === '' ? [] : [`    ${style.dim(clip(plainText(excerpt), width - 4))}`]),
    ...(traceId ? [`    ${style.dim(`trace ${traceId}`)}`] : []),
  ];
}

function comparisonSection({ comparison }: SessionState, { style, width }: SummaryOptions): string[] {
  if (!comparison) return [];
  const sha = comparison.baselineSha ? ` ${comparison.baselineSha.slice(0, 7)}` : '';
  const head =
    style.bold('Against the baseline') + style.dim(`  of ${comparison.baselineSetAt.slice(0, 10)}${sha}`);
  const rows = [
    deltaRow('p50', comparison.p50Ms, msText, style),
    deltaRow('p95', comparison.p95Ms, msText, style),
    deltaRow('p99', comparison.p99Ms, msText, style),
    deltaRow('req/s', comparison.requestsPerSec, perSecText, style),
  ];
  const moved = comparison.hotspots.map(
    (one) =>
      `  ${plainText(one.function)}  ${percentText(one.before)} → ${percentText(one.after)} of the busy time`,
  );
  const caveats = comparison.caveats.flatMap((one) => wrap(`but ${plainText(one)}`, width - 2));
  return [head, ...tableLines(rows, 'lrlrl'), ...moved, ...caveats.map((line) => `  ${style.yellow(line)}`)];
}

function deltaRow(label: string, delta: Delta, text: (value: number) => string, style: Style): string[] {
  const { before, after, change, judgement } = delta;
  const size = change === null ? '' : `${change < 0 ? '−' : '+'}${percentText(Math.abs(change))}`;
  const said = { better: 'better', worse: 'worse', same: 'same', inconclusive: 'within the noise' }[
    judgement
  ];
  const paint = judgement === 'better' ? style.green : judgement === 'worse' ? style.red : style.dim;
  return [`  ${label}`, text(before), `→ ${text(after)}`, paint(size), paint(said)];
}

function footerSection(state: SessionState, { style, width, cwd }: SummaryOptions): string[] {
  const { snapshot, recordFile } = state;
  const lines: string[] = [];
  if (snapshot) {
    const { memoryBytes, startDelayP99Ms } = snapshot.generator;
    const { cpuShare, machineCpuShare } = cpuShares(state.generator, snapshot);
    const threads = snapshot.generator.threads === undefined ? '' : ` in ${threadsText(snapshot)}`;
    const machine = machineCpuShare > 0 ? `, the machine ${percentText(whole(machineCpuShare))} busy` : '';
    const onTime = startDelayP99Ms > 0 ? `, on time to ${msText(startDelayP99Ms)}` : '';
    const dropped = `${countText(snapshot.total.droppedIterations)} dropped`;
    lines.push(
      `generator ${percentText(cpuShare)} of a core${threads}${machine}, ${bytesText(memoryBytes)}${onTime}, ${dropped}`,
    );
  }
  const record = recordFile === null ? [] : [`record ${pathFrom(cwd, recordFile)}`];
  return [...lines.flatMap((line) => wrap(line, width)), ...record].map(style.dim);
}

/** To a whole percent. */
function whole(share: number): number {
  return Math.round(share * 100) / 100;
}

/** A path as one would type it in `cwd`; absolute where it lies elsewhere. */
export function pathFrom(cwd: string, file: string): string {
  return file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file;
}
