import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { formatProblem } from '../../../../src/scenario/problem.ts';
import { fileWith } from '../parts.ts';

let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hotlap-plan-')));
  writeFileSync(join(folder, 'users.csv'), 'id,email,first name\n1,a@x,Ann\n2,b@x,Bob\n');
  writeFileSync(join(folder, 'orders.json'), '[{"id":7,"lines":[1,2]},{"id":8}]');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function build(data: string, step: string) {
  const text = fileWith(`  - ${step}\n`, `data: ${data}\n`);
  const parsed = parseScenario(text, join(folder, 'a.perf.yaml'));
  const { plan, problems } = buildPlan(parsed, { environment: { FILE: 'users.csv' } });
  return { plan, told: problems.map((problem) => formatProblem(problem).split('\n')[0]) };
}

describe('data', () => {
  it('puts the columns that are used into the plan, and no others', () => {
    const { plan, told } = build(
      '{ users: { file: users.csv } }',
      'GET: "/${users.email}?n=${users.first name}"',
    );
    expect(told).toEqual([]);
    expect(plan?.slots).toEqual(['users.email', 'users.first name']);
    expect(plan?.data).toEqual([
      {
        name: 'users',
        order: 'sequential',
        per: 'iteration',
        atEnd: 'recycle',
        slots: [0, 1],
        rows: [
          ['a@x', 'Ann'],
          ['b@x', 'Bob'],
        ],
      },
    ]);
  });

  it('keeps the types of JSON, and takes the file’s name from a variable', () => {
    const { plan } = build(
      '{ orders: { file: orders.json, order: unique, per: vu }, users: { file: "${FILE}", order: random } }',
      '{ POST: /, json: { lines: "${orders.lines}", who: "${users.id}" } }',
    );
    expect(plan?.data).toMatchObject([
      { order: 'unique', per: 'vu', atEnd: 'stop', rows: [[[1, 2]], [null]] },
      { order: 'random', atEnd: 'recycle', rows: [['1'], ['2']] },
    ]);
  });

  it.each([
    [
      '{ users: { file: users.csv } }',
      'GET: "/${users.mail}"',
      '5:12 flow[0].GET: the data "users" has no column "mail"',
    ],
    [
      '{ users: { file: none.csv } }',
      'GET: "/${users.any}"',
      '3:24 data.users.file: there is no file none.csv',
    ],
    [
      '{ users: { file: users.csv } }',
      'GET: "/${user.id}"',
      '5:12 flow[0].GET: there is no data called "user"',
    ],
    ['{ users: { file: users.csv } }', 'GET: /', '3:9 warning: data.users: no step uses the data "users"'],
    [
      '{ users: { file: users.csv } }',
      '{ GET: "/${users.id}", name: "${users.id}" }',
      '5:35 flow[0].name: ${users.id} has no value before the run, and here it must be known',
    ],
    [
      '{ users: { file: users.csv, order: random, atEnd: stop } }',
      'GET: "/${users.id}"',
      '3:57 data.users.atEnd: rows that are taken at random never end',
    ],
    [
      '{ users: { file: users.csv, order: unique } }\nvus: 5',
      'GET: "/${users.id}"',
      '3:24 warning: data.users.file: 2 unique rows for 5 virtual users: 3 of them will have none, and not run',
    ],
    ['{ uuid: { file: users.csv } }', 'GET: /', '3:9 data.uuid: "uuid" is no name for data'],
    [
      '{ users: { file: users.csv, order: any } }',
      'GET: /',
      '3:42 data.users.order: "any" is not what can stand here',
    ],
  ])('%s with %s is told', (data, step, expected) => expect(build(data, step).told).toEqual([expected]));
});
