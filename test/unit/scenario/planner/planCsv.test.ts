import { describe, expect, it } from 'vitest';
import type { PlannedCsv } from '../../../../src/scenario/expression/piece.ts';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { formatProblem } from '../../../../src/scenario/problem.ts';

const COLUMNS = 'columns: { id: "${row}", email: "a${row}@b.c", age: 30 }';

function planned(kinds: string, rows: number | string = 1000) {
  const text = `target: http://localhost:3000
duration: 10s
flow:
  - POST: /
    body:
      csv:
        rows: ${rows}
        ${COLUMNS}
        kinds:
          ${kinds.replaceAll('\n', '\n          ')}
`;
  const parsed = parseScenario(text, '/shop/a.perf.yaml');
  const { plan, problems } = buildPlan(parsed, { environment: { SHARE: '2.5%', MANY: '40' } });
  const [step] = plan?.flows.default ?? [];
  const csv = step?.kind === 'request' ? step.pieces?.[0] : undefined;
  return { csv: csv?.kind === 'csv' ? csv : null, told: problems.map((one) => formatProblem(one)) };
}
const rowsOf = (csv: PlannedCsv | null) => csv?.kinds?.map((kind) => kind.rows);

describe('kinds of generated rows', () => {
  it('are planned as counts, with what is different in them by column', () => {
    const { csv, told } = planned(
      'invalid: { share: 3, columns: { email: nobody } }\nduplicate: { rows: 20, repeat: true, columns: { id: "${row}" } }',
    );
    expect(told).toEqual([]);
    expect(csv?.kinds).toEqual([
      { rows: 30, repeat: false, columns: [null, 'nobody', null] },
      { rows: 20, repeat: true, columns: [[{ call: 'row', args: [] }], null, null] },
    ]);
    expect(planned('a: { share: 3, columns: { age: x } }').csv?.rows).toBe(1000);
  });

  it('have shares as numbers, texts or variables', () => {
    const kind = (share: string) => `a: { ${share}, columns: { age: x } }`;
    expect(rowsOf(planned(kind('share: 2.5')).csv)).toEqual([25]);
    expect(rowsOf(planned(kind('share: 2.5%')).csv)).toEqual([25]);
    expect(rowsOf(planned(kind('share: "${SHARE}"')).csv)).toEqual([25]);
    expect(rowsOf(planned(kind('share: 100')).csv)).toEqual([1000]);
    expect(rowsOf(planned(kind('rows: "${MANY}"')).csv)).toEqual([40]);
    expect(rowsOf(planned(kind('rows: 0')).csv)).toEqual([0]);
  });

  it.each([
    ['a: { columns: { age: x } }', '10:11 … .a: nothing says how many rows are of this kind'],
    [
      'a: { share: 1, rows: 2, columns: { age: x } }',
      '10:26 … .a.rows: share and rows both say how many rows there are',
    ],
    ['a: { share: 1 }', '10:11 … .a: nothing is different in rows of this kind'],
    ['a: { share: 1, columns: {} }', '10:11 … .a: nothing is different in rows of this kind'],
    ['a: { share: 1, columns: { emial: x } }', '10:37 … .a.columns.emial: the csv has no column "emial"'],
    [
      'a: { share: 101, columns: { age: x } }',
      '10:23 … .a.share: a share is more than 0 and at most 100 %, and not 101 %',
    ],
    [
      'a: { share: 0, columns: { age: x } }',
      '10:23 … .a.share: a share is more than 0 and at most 100 %, and not 0 %',
    ],
    ['a: { share: -1, columns: { age: x } }', '10:23 … .a.share: "-1" is no share'],
    ['a: { share: half, columns: { age: x } }', '10:23 … .a.share: "half" is no share'],
    [
      'a: { share: 60, columns: { age: x } }\nb: { share: 41, columns: { age: y } }',
      '11:23 … .b.share: the shares come to 101 %, and all rows are 100 %',
    ],
    [
      'a: { rows: 1001, columns: { age: x } }',
      '10:22 … .a.rows: 1001 rows of this kind, and the csv has 1000',
    ],
    [
      'a: { rows: 600, columns: { age: x } }\nb: { share: 50, columns: { age: y } }',
      '9:9 … : the kinds come to more rows than the 1000 that there are',
    ],
    [
      'a: { share: 90, columns: { age: x } }\nb: { rows: 100, repeat: true }',
      '11:35 … .b.repeat: there is no row to repeat: all are of a kind',
    ],
    [
      'a: { share: 1, columns: { age: "${NONE}" } }',
      '10:43 … .a.columns.age: the environment variable NONE is not set',
    ],
    ['a: { share: 1, columns: { age: x }, color: red }', '10:47 … .a.color: unknown key "color"'],
  ])('%s is told', (kinds, expected) => {
    const { csv, told } = planned(kinds);
    expect(csv).toBeNull();
    const [first = ''] = told;
    expect(first.replace('flow[0].body.csv.kinds', '… ').split('\n')[0]).toContain(expected);
    expect(told).toHaveLength(1);
    expect(first).toContain('\n');
  });

  it('warn where a share is no row', () => {
    const { csv, told } = planned('a: { share: 0.1, columns: { age: x } }', 100);
    expect(rowsOf(csv)).toEqual([0]);
    expect(told[0]).toMatch(/^10:23 warning: .*\.a\.share: 0\.1 % of 100 rows is no row\n/);
  });

  it('know which captured values they are made with', () => {
    const { told } = planned('a: { share: 1, columns: { age: "${token}" } }');
    expect(told[0]).toContain('token');
  });
});
