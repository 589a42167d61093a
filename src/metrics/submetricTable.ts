import { type Mergeable, MergeableList } from './mergeable.ts';
import type { RecorderOptions } from './recorderOptions.ts';
import type { Sample } from './sample.ts';
import type { CounterSink, RateSink, Sink, TrendSink } from './sink.ts';
import {
  carriesAll,
  createSubmetric,
  type SampleRoute,
  type Submetric,
  sampleRoute,
  seriesTags,
} from './submetric.ts';
import { parseMetricName } from './thresholdExpression.ts';

/** Always there, as in k6. */
const EXPECTED_RESPONSES = 'http_req_duration{expected_response:true}';

/** Each group's times are told without a threshold that names it, of this many groups. */
const MOST_GROUPS = 50;

type Tagged = Required<Pick<RecorderOptions, 'series' | 'scenarios' | 'checks' | 'groups'>>;

interface ScenarioSinks {
  readonly iterations: readonly CounterSink[];
  readonly durations: readonly TrendSink[];
  readonly dropped: readonly CounterSink[];
}

/**
 * The submetrics that thresholds name, and which of them each series, scenario and check feeds. All that can
 * be known of a tag beforehand is settled here, so that a sample costs only the submetrics it may belong to.
 */
export class SubmetricTable implements Mergeable<readonly unknown[]> {
  readonly all: readonly Submetric[];
  readonly #sinks: MergeableList;
  readonly #bySeries: readonly (readonly SampleRoute[])[];
  readonly #byScenario: readonly ScenarioSinks[];
  readonly #byCheck: readonly (readonly RateSink[])[];
  readonly #byGroup: readonly (readonly TrendSink[])[];

  constructor(
    { series, scenarios, checks, groups }: Tagged,
    thresholds: readonly { readonly metric: string }[],
  ) {
    const names = new Set([
      EXPECTED_RESPONSES,
      ...groupMetrics(groups),
      ...thresholds.map((one) => one.metric),
    ]);
    const all = [...names].filter((name) => name.includes('{')).map(createSubmetric);
    this.all = all;
    this.#sinks = new MergeableList(all.map((one) => one.sink));
    this.#bySeries = series.map((one) =>
      all.map((submetric) => sampleRoute(one, submetric)).filter((route) => route !== undefined),
    );
    this.#byScenario = scenarios.map((one) => scenarioSinks({ ...one.tags, scenario: one.name }, all));
    this.#byCheck = checks.map((check) => {
      const of = series[check.series];
      return checkSinks({ ...(of ? seriesTags(of) : {}), check: check.name }, all);
    });
    this.#byGroup = groups.map(({ path, scenario }) => {
      const of = scenarios[scenario];
      return groupSinks({ ...of?.tags, scenario: of?.name ?? '', group: path }, all);
    });
  }

  drain(): readonly unknown[] {
    return this.#sinks.drain();
  }

  absorb(part: readonly unknown[]): void {
    this.#sinks.absorb(part);
  }

  /** The sink of a submetric by its name as written. */
  find(name: string): Sink | undefined {
    return this.all.find((one) => one.name === name)?.sink;
  }

  request(sample: Sample): void {
    const routes = this.#bySeries[sample.series];
    if (routes === undefined) return;
    for (let index = 0; index < routes.length; index++) routes[index]?.(sample);
  }

  iteration(scenario: number, durationUs: number): void {
    const sinks = this.#byScenario[scenario];
    if (sinks === undefined) return;
    for (const sink of sinks.iterations) sink.add(1);
    for (const sink of sinks.durations) sink.record(durationUs);
  }

  group(group: number, durationUs: number): void {
    for (const sink of this.#byGroup[group] ?? []) sink.record(durationUs);
  }

  dropped(scenario: number, count: number): void {
    for (const sink of this.#byScenario[scenario]?.dropped ?? []) sink.add(count);
  }

  check(check: number, passed: boolean): void {
    for (const sink of this.#byCheck[check] ?? []) sink.add(passed);
  }
}

function matching(
  tags: Readonly<Record<string, string>>,
  metric: string,
  all: readonly Submetric[],
): Submetric['sink'][] {
  return all.filter((one) => one.metric === metric && carriesAll(tags, one.tags)).map((one) => one.sink);
}

function scenarioSinks(tags: Readonly<Record<string, string>>, all: readonly Submetric[]): ScenarioSinks {
  return {
    iterations: matching(tags, 'iterations', all).filter((sink) => sink.type === 'counter'),
    durations: matching(tags, 'iteration_duration', all).filter((sink) => sink.type === 'trend'),
    dropped: matching(tags, 'dropped_iterations', all).filter((sink) => sink.type === 'counter'),
  };
}

/** The submetrics of groups whose names can stand in one: `,` and the like cannot. */
function groupMetrics(groups: Tagged['groups']): string[] {
  const names = new Set<string>();
  for (const { path } of groups) {
    if (names.size === MOST_GROUPS) break;
    const name = `group_duration{group:${path}}`;
    const parsed = parseMetricName(name);
    if (parsed.ok && parsed.tags.length === 1 && parsed.tags[0]?.[1] === path) names.add(name);
  }
  return [...names];
}

function groupSinks(tags: Readonly<Record<string, string>>, all: readonly Submetric[]): TrendSink[] {
  return matching(tags, 'group_duration', all).filter((sink) => sink.type === 'trend');
}

function checkSinks(tags: Readonly<Record<string, string>>, all: readonly Submetric[]): RateSink[] {
  return matching(tags, 'checks', all).filter((sink) => sink.type === 'rate');
}
