import { isAbsolute, relative } from 'node:path';
import type { Latency } from '../metrics/latency.ts';
import type { Snapshot, Window } from '../metrics/snapshot.ts';
import { earlyCauseText, earlyEndsOf } from '../session/earlyEnds.ts';
import { cpuShares, threadsText } from '../session/generatorLimit.ts';
import type { SessionState } from '../session/state.ts';
import { type Verdict, verdictOf } from '../session/verdict.ts';
import {
  bytesText,
  countText,
  durationText,
  loginTexts,
  msText,
  percentText,
  perSecText,
  plural,
  scenariosText,
} from '../session/wording.ts';
import { breakpointSection } from './breakpointSection.ts';
import { checkSection } from './checkSection.ts';
import { comparisonSection } from './comparisonSection.ts';
import { customSection } from './customSection.ts';
import { endpointSection } from './endpointSection.ts';
import { failureSection } from './failureSection.ts';
import { groupSection } from './groupSection.ts';
import { hotspotSection } from './hotspotSection.ts';
import { besideLines, padEnd, plainText, widthOf, wrap } from './layout.ts';
import { phaseSection } from './phaseSection.ts';
import { slowestSection } from './slowestSection.ts';
import type { Style } from './style.ts';
import type { SummaryOptions } from './summaryOptions.ts';
import { thresholdSection } from './thresholdSection.ts';

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

function verdictSection(state: SessionState, { style, width, cwd }: SummaryOptions): string[] {
  const verdict = verdictOf(state);
  const paint = paintOf(verdict, style);
  const place = state.outcome === 'error' ? state.problem?.place : undefined;
  const head = wrap(plainText(verdict.headline), width - 2);
  const detail = wrap(plainText(verdict.detail), width - 2);
  return [
    ...head.map((line, index) => paint(style.bold(`${index === 0 ? verdict.mark : ' '} ${line}`))),
    ...detail.map((line) => `  ${line}`),
    ...(place ? wrap(`at ${pathFrom(cwd, place.file)}:${place.line}:${place.column}`, width - 2) : []).map(
      (line) => `  ${style.dim(line)}`,
    ),
  ];
}

function paintOf({ level }: Verdict, style: Style): (text: string) => string {
  if (level === 'pass') return style.green;
  return level === 'fail' || level === 'error' ? style.red : style.yellow;
}

function figureSection(state: SessionState, { style, width, trend }: SummaryOptions): string[] {
  const { snapshot, run } = state;
  if (!snapshot) return [];
  const { total, vusMax } = snapshot;
  const { latencyMs } = total;
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
    `${countText(total.requests)} in ${seconds < 1 ? msText(total.durationMs) : `${perSecText(seconds)} s`}`,
    `${perSecText(seconds > 0 ? total.requests / seconds : 0)}/s`,
    `${percentText(total.requests > 0 ? total.failed / total.requests : 0)} failed`,
    `up to ${plural(vusMax, 'VU')}`,
    ...(total.unansweredRequests === undefined ? [] : [`${countText(total.unansweredRequests)} unanswered`]),
  ];
  const iterations = [
    countText(total.iterations),
    ...(total.earlyIterations > 0 ? [`${countText(total.earlyIterations)} ended early`] : []),
    ...(total.droppedIterations > 0 ? [`${countText(total.droppedIterations)} dropped`] : []),
    ...(total.interruptedIterations > 0 ? [`${countText(total.interruptedIterations)} cut short`] : []),
  ];
  const rows: FigureRow[] = [
    ...(run?.isInsecure ? [['TLS', ['certificates not verified (insecure: true)']] satisfies FigureRow] : []),
    ...(run && run.warmupMs > 0 ? [warmupRow(run.warmupMs)] : []),
    ['response time', times],
    ...boundRow(snapshot),
    ...serviceRow(total),
    ['requests', load],
    ['iterations', [...iterations, `${bytesText(total.bytesReceived)} received`]],
    ...earlyRows(state, width - LABEL_WIDTH - 4),
    ...(snapshot.logins ? [['logins', loginTexts(snapshot.logins)] satisfies FigureRow] : []),
  ];
  const name = [run?.name ?? '', run?.target ?? '', scenariosText(run?.scenarios ?? [])].map(plainText);
  const heads = besideLines(
    name.filter((one) => one !== ''),
    width - 2,
  );
  return [
    ...heads.flatMap((line) => wrap(line, width - 2)).map((line) => `  ${style.dim(line)}`),
    ...rows.flatMap(([label, parts]) =>
      besideLines(
        parts.filter((one) => one),
        width - LABEL_WIDTH - 4,
      ).map((line, index) => `  ${style.dim(padEnd(index === 0 ? label : '', LABEL_WIDTH))}  ${line}`),
    ),
  ];
}

/** `response time`. */
const LABEL_WIDTH = 13;

type FigureRow = [string, readonly string[]];

function warmupRow(warmupMs: number): FigureRow {
  return ['warm-up', [`the first ${durationText(warmupMs)} of the load: in no figure`]];
}

/** What ended iterations early: the most frequent cause, and where it stands in the file. */
function earlyRows(state: SessionState, width: number): FigureRow[] {
  const early = earlyEndsOf(state);
  const cause = early === null ? '' : earlyCauseText(early);
  return wrap(plainText(cause), width).map((line, index) => [index === 0 ? '  ended early' : '', [line]]);
}

/** What the percentiles are at least, had nothing that was never sent been faster than the slowest that was. */
function boundRow({ bound }: Snapshot): FigureRow[] {
  if (bound === null) return [];
  const { med, p90, p95, p99, missing } = bound;
  const at = Object.entries({ p50: med, p90, p95, p99 }).map(([name, value]) => `${name} ${msText(value)}`);
  return [['  at least', [...at, `with ${countText(missing)} never sent`]]];
}

/** From sending: the same as the response time but with an arrival rate. */
function serviceRow({ latencyMs, serviceMs }: Pick<Window, 'latencyMs' | 'serviceMs'>): FigureRow[] {
  const texts = ({ med, p90, p95, p99, max }: Latency) =>
    Object.entries({ p50: med, p90, p95, p99, max }).map(([name, value]) => `${name} ${msText(value)}`);
  const service = texts(serviceMs);
  if (serviceMs.count === 0 || service.join() === texts(latencyMs).join()) return [];
  return [['service time', service]];
}

function trendText(stat: string, value: number): string {
  return stat === 'count' ? `count ${countText(value)}` : `${stat} ${msText(value)}`;
}

function footerSection(state: SessionState, { style, width, cwd }: SummaryOptions): string[] {
  const { snapshot, recordFile } = state;
  const lines: string[] = [];
  if (snapshot) {
    const { memoryBytes, startDelayP99Ms } = snapshot.generator;
    const { cpuShare, machineCpuShare } = cpuShares(state.generator, snapshot);
    const threads = snapshot.generator.threads === undefined ? '' : ` in ${threadsText(snapshot)}`;
    const parts = [
      `generator ${percentText(cpuShare)} of a core${threads}`,
      ...(machineCpuShare > 0 ? [`the machine ${percentText(whole(machineCpuShare))} busy`] : []),
      bytesText(memoryBytes),
      ...(startDelayP99Ms > 0 ? [`on time to ${msText(startDelayP99Ms)}`] : []),
    ];
    lines.push(...besideLines(parts.map(comma), width, ' '));
  }
  return [...lines, ...(recordFile === null ? [] : recordLines(recordFile, cwd, width))].map(style.dim);
}

function comma(part: string, index: number, { length }: readonly string[]): string {
  return index < length - 1 ? `${part},` : part;
}

/** Where a record is; a path that has no room beside the word stands below it, whole, so that it can be copied. */
export function recordLines(recordFile: string, cwd: string, width: number): string[] {
  const path = pathFrom(cwd, recordFile);
  const line = `record ${path}`;
  if (widthOf(line) <= width) return [line];
  return ['record', widthOf(path) + 2 <= width ? `  ${path}` : path];
}

/** To a whole percent. */
function whole(share: number): number {
  return Math.round(share * 100) / 100;
}

/** A path as one would type it in `cwd`; absolute where that is not longer. */
export function pathFrom(cwd: string, file: string): string {
  if (!isAbsolute(file)) return file;
  const path = relative(cwd, file);
  return path.length < file.length ? path : file;
}
