import { describe, expect, it } from 'vitest';
import {
  scenarioFromTemplate,
  scenarioFromUrl,
  scenarioTemplates,
} from '../../../../src/scenario/assist/templates.ts';
import { build, planOf } from '../parts.ts';

const URLS: readonly [url: string, target: string, path: string][] = [
  ['http://localhost:3000', 'http://localhost:3000', '/'],
  ['https://api.example/v1/orders?limit=5&q=a%20b', 'https://api.example', '/v1/orders?limit=5&q=a%20b'],
  ['  http://127.0.0.1:8080/a b#part ', 'http://127.0.0.1:8080', '/a%20b'],
  ['http://[::1]:3000/x', 'http://[::1]:3000', '/x'],
  ['http://localhost/?x=${uuid}', 'http://localhost', '/?x=$%7Buuid%7D'],
  ["http://localhost/it's: #{}", 'http://localhost', "/it's:%20"],
  ['http://localhost/?a=[1],*&b=!', 'http://localhost', '/?a=[1],*&b=!'],
];

describe('scenarioFromTemplate', () => {
  const every = scenarioTemplates.flatMap(({ id }) => URLS.map((url) => [id, ...url] as const));

  it.each(every)('%s of %s has nothing wrong with it', (id, url, target, path) => {
    const plan = planOf(scenarioFromTemplate(id, url));
    expect(plan.target).toBe(target);
    expect(plan.flows.default?.[0]).toMatchObject({ kind: 'request', method: 'GET', path });
    expect(plan.thresholds.length).toBeGreaterThan(0);
  });

  it.each([
    ['smoke', 'constant-vus'],
    ['baseline', 'constant-vus'],
    ['load', 'ramping-vus'],
    ['stress', 'ramping-vus'],
    ['spike', 'ramping-vus'],
    ['soak', 'constant-vus'],
    ['breakpoint', 'breakpoint'],
    ['scalability', 'ramping-vus'],
    ['rate', 'constant-arrival-rate'],
  ])('%s is run by %s', (id, kind) => {
    expect(planOf(scenarioFromTemplate(id, 'http://a')).scenarios).toMatchObject([{ executor: { kind } }]);
  });

  it('are all of one word, and each is there', () => {
    expect(scenarioTemplates.map((one) => one.id)).toEqual([
      'smoke',
      'baseline',
      'load',
      'stress',
      'spike',
      'soak',
      'breakpoint',
      'scalability',
      'rate',
    ]);
    for (const { id, label } of scenarioTemplates) expect(label.toLowerCase()).toBe(id);
  });

  it('a baseline has ten users, a spike ten times as many at once, a soak a warm-up', () => {
    const planned = (id: string) => planOf(scenarioFromTemplate(id, 'http://a'));
    expect(planned('baseline').scenarios[0]?.executor).toMatchObject({ vus: 10 });
    expect(planned('spike').scenarios[0]?.executor).toMatchObject({
      stages: [
        { durationMs: 20_000, target: 10 },
        { durationMs: 0, target: 100 },
        { durationMs: 30_000, target: 100 },
        { durationMs: 0, target: 10 },
        { durationMs: 30_000, target: 10 },
      ],
    });
    expect(planned('soak').warmupMs).toBe(60_000);
  });

  it('a breakpoint goes up by steps, and is ready to be given a target or to be searched by halves', () => {
    const text = scenarioFromTemplate('breakpoint', 'http://a');
    const search = { search: 'steps', startRate: 50, step: 50, stepMs: 20_000, maxRate: 2000, target: null };
    expect(planOf(text).scenarios[0]?.executor).toMatchObject(search);
    const both = text.replace('# target', 'target').replace('# search', 'search');
    expect(planOf(both).scenarios[0]?.executor).toMatchObject({
      ...search,
      search: 'bisection',
      target: 500,
    });
  });

  it('the target can be another by API_URL', () => {
    const text = scenarioFromTemplate('load', 'http://localhost:3000');
    expect(planOf(text, { environment: { API_URL: 'http://127.0.0.1:9' } }).target).toBe(
      'http://127.0.0.1:9',
    );
  });

  it('refuses what is no URL, and an unknown kind', () => {
    for (const url of ['', 'localhost:3000', 'ftp://a', 'http://', 'http://a b']) {
      expect(() => scenarioFromTemplate('smoke', url)).toThrow(/is no URL/);
    }
    expect(() => scenarioFromTemplate('nope', 'http://a')).toThrow(/there is no template "nope": smoke/);
  });
});

describe('scenarioFromUrl', () => {
  it('is one user for ten seconds', () => {
    const { plan, told } = build(scenarioFromUrl('http://localhost:3000/orders'));
    expect(told).toEqual([]);
    expect(plan?.scenarios).toMatchObject([
      { executor: { kind: 'constant-vus', vus: 1, durationMs: 10_000 } },
    ]);
  });
});
