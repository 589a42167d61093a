import { html, nothing, type TemplateResult } from 'lit';
import type { GroupStats } from '../src/metrics/rows.ts';
import type { ThresholdStatus } from '../src/metrics/thresholdStatus.ts';
import type { SessionState } from '../src/session/state.ts';
import { count, groupText, ms } from './format.ts';
import { methodOf, tagOf } from './thresholds.ts';

interface Column {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  /** The aggregations of thresholds that are about it. */
  readonly methods: readonly string[];
  readonly text: (group: GroupStats) => string;
}

const time =
  (pick: (group: GroupStats) => number) =>
  (group: GroupStats): string =>
    ms(group.durationMs.count > 0 ? pick(group) : null);

const COLUMNS: readonly Column[] = [
  {
    id: 'count',
    title: 'count',
    hint: 'How often it went to its end',
    methods: ['count'],
    text: (one) => count(one.durationMs.count),
  },
  {
    id: 'med',
    title: 'p50',
    hint: 'Median of its time, pauses included',
    methods: ['med', 'p(50)'],
    text: time((one) => one.durationMs.med),
  },
  {
    id: 'p95',
    title: 'p95',
    hint: '95th percentile of its time',
    methods: ['p(95)'],
    text: time((one) => one.durationMs.p95),
  },
  {
    id: 'p99',
    title: 'p99',
    hint: '99th percentile of its time',
    methods: ['p(99)'],
    text: time((one) => one.durationMs.p99),
  },
  {
    id: 'max',
    title: 'max',
    hint: 'Its longest time',
    methods: ['max'],
    text: time((one) => one.durationMs.max),
  },
];

/** The aggregations of a group's own thresholds (`group_duration{group:::login}`) that are red. */
function redMethods(path: string, thresholds: readonly ThresholdStatus[]): Set<string> {
  const own = thresholds.filter(
    ({ metric, ok }) =>
      ok === false && metric.startsWith('group_duration{') && tagOf(metric, 'group') === path,
  );
  return new Set(own.map(({ expression }) => methodOf(expression)));
}

function row(group: GroupStats, thresholds: readonly ThresholdStatus[]): TemplateResult {
  const red = redMethods(group.path, thresholds);
  const name = groupText(group.path);
  return html`<tr>
    <td class="c-name" title=${name}>${name}</td>
    ${COLUMNS.map(({ id, methods, text }) => {
      const isRed = methods.some((method) => red.has(method));
      return html`<td class="num c-${id} ${isRed ? 'bad' : ''}">${isRed ? html`<span class="mark">✗</span> ` : nothing}${text(group)}</td>`;
    })}
  </tr>`;
}

/** How long the steps of each group took together; nothing where the flows have no groups. */
export function groupsView({ snapshot, thresholds }: SessionState): TemplateResult | typeof nothing {
  const groups = snapshot?.groups ?? [];
  if (groups.length === 0) return nothing;
  return html`<h3>Groups</h3>
    <table class="grid groups" aria-label="Groups">
      <thead>
        <tr>
          <th scope="col" class="c-name">Group</th>
          ${COLUMNS.map(({ id, title, hint }) => html`<th scope="col" class="c-${id}" title=${hint}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${groups.map((one) => row(one, thresholds))}
      </tbody>
    </table>`;
}
