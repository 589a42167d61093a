import { describe, expect, it } from 'vitest';
import { build, fileWith, planOf } from '../parts.ts';

describe('parallel', () => {
  it("has k6's limits, unless it says others", () => {
    const steps =
      '  - parallel: [{ GET: /a }, { POST: /b, json: {} }]\n  - { parallel: [{ GET: /c }], max: 3, maxPerHost: 2 }\n';
    const plan = planOf(fileWith(steps));
    expect(plan.flows.default).toMatchObject([
      {
        kind: 'parallel',
        max: 20,
        maxPerHost: 6,
        requests: [
          { id: 0, name: 'GET /a' },
          { id: 1, method: 'POST' },
        ],
      },
      { kind: 'parallel', max: 3, maxPerHost: 2, requests: [{ id: 2, place: { line: 5 } }] },
    ]);
  });

  it('more requests to one host than are sent at once are told, unless the file says how many', () => {
    const of = (count: number, more = '') =>
      build(fileWith(`  - { parallel: [${'{ GET: /a }, '.repeat(count)}{ GET: "http://b" }]${more} }\n`))
        .told;
    expect(of(6)).toEqual([]);
    expect(of(7)).toEqual([
      '4:7 warning: flow[0].parallel: 7 requests go to http://localhost:3000, and at once at most 6 of them: the others wait',
    ]);
    expect(of(7, ', maxPerHost: 6')).toEqual([]);
    expect(of(7, ', max: 5')).toEqual([]);
  });

  it('none of its requests knows what another captures', () => {
    const steps = '  - parallel: [{ GET: /a, capture: { id: $.id } }, { GET: "/${id}" }]\n';
    expect(build(fileWith(steps)).told).toEqual([
      '4:61 flow[0].parallel[1].GET: ${id} may have no value here: no step before this one captures it',
    ]);
    expect(
      build(fileWith('  - parallel: [{ GET: /a, capture: { id: $.id } }]\n  - GET: "/${id}"\n')).told,
    ).toEqual([]);
  });

  it.each([
    ['parallel: []', 'flow[0].parallel: the list is empty'],
    ['{ parallel: [{ GET: /a }], max: 0 }', 'flow[0].max: it must be at least 1'],
    ['{ parallel: [{ GET: /a }], maxPerHost: 2000 }', 'flow[0].maxPerHost: it must be at most 1000'],
    ['{ batch: [{ GET: /a }] }', 'flow[0].batch: unknown key "batch"'],
    ['{ parallel: [{ GET: /a }], GET: /b }', 'cannot stand beside the other keys here'],
  ])('%s is told', (step, message) => {
    const { plan, told } = build(fileWith(`  - ${step}\n`));
    expect(plan).toBeNull();
    expect(told).toEqual([expect.stringContaining(message)]);
  });
});
