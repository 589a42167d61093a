import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScenario } from '../../../../src/scenario/parse/parse.ts';
import type { PlannedRequest } from '../../../../src/scenario/plan/plan.ts';
import { buildPlan } from '../../../../src/scenario/planner/buildPlan.ts';
import { formatProblem } from '../../../../src/scenario/problem.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotlap-pieces-'));
  mkdirSync(join(folder, 'perf'));
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, 'perf/photo.png'), 'PNG');
  writeFileSync(join(folder, 'notes.unknown'), 'N');
});
afterAll(() => rmSync(folder, { recursive: true }));

function planned(step: string): { request: PlannedRequest | null; told: (string | undefined)[] } {
  const text = `target: http://localhost:3000\nduration: 10s\nflow:\n  - ${step}\n`;
  const { plan, problems } = buildPlan(parseScenario(text, join(folder, 'perf/a.perf.yaml')), {
    environment: {},
  });
  const [first] = plan?.flows.default ?? [];
  const told = problems.map((one) => formatProblem(one).split('\n')[0]?.replaceAll(folder, '…'));
  return { request: first?.kind === 'request' ? first : null, told };
}
const typeOf = (request: PlannedRequest | null) =>
  request?.headers.find(([name]) => /^content-type$/i.test(name))?.[1];

describe('a body that is a file', () => {
  it('is named by its absolute path, and told by its ending', () => {
    const { request, told } = planned('{ PUT: /, body: { file: photo.png } }');
    expect(told).toEqual([]);
    expect(request?.body).toBeNull();
    expect(request?.pieces).toEqual([{ kind: 'file', path: join(folder, 'perf/photo.png') }]);
    expect(typeOf(request)).toBe('image/png');
  });

  it('of an unknown ending is bytes, unless it is said what it is', () => {
    expect(typeOf(planned('{ PUT: /, body: { file: ../notes.unknown } }').request)).toBe(
      'application/octet-stream',
    );
    const step = '{ PUT: /, body: { file: ../notes.unknown, contentType: text/x-note } }';
    expect(typeOf(planned(step).request)).toBe('text/x-note');
  });

  it.each([
    ['{ PUT: /, body: { file: none.png } }', 'none', 'body.file: there is no file none.png'],
    ['{ PUT: /, body: { file: "." } }', '"."', 'body.file: . is no file'],
    ['{ PUT: /, body: { file: ../../other } }', '..', 'body.file: ../../other lies outside the folder …'],
    ['{ PUT: /, multipart: { a: { file: no } } }', 'no }', 'multipart.a.file: there is no file no'],
    ['{ PUT: /, multipart: {} }', 'multipart', 'multipart: the form has no parts'],
    [
      '{ PUT: /, json: 1, multipart: { a: b } }',
      'multi',
      'multipart: the request has two bodies, json and multipart',
    ],
    [
      '{ PUT: /, body: { csv: { rows: 5, columns: {} } } }',
      'columns',
      'body.csv.columns: the csv has no columns',
    ],
    ['{ PUT: /, body: { file: photo.png, size: 3 } }', 'size', 'body.size: unknown key "size"'],
    ['{ PUT: "/${row}" }', '"/', 'PUT: ${row} is the number of a row, and there are none here'],
  ])('%s', (step, at, message) =>
    expect(planned(step).told).toEqual([`4:${5 + step.indexOf(at)} flow[0].${message}`]),
  );
});

describe('a body with a mistake deep in it', () => {
  it('is still told as what it was meant to be', () => {
    expect(planned('{ PUT: /, body: { csv: { rows: 5, colums: { id: 1 } } } }').told).toEqual([
      '4:23 flow[0].body.csv.columns: "columns" is missing',
      '4:39 flow[0].body.csv.colums: unknown key "colums"',
    ]);
  });
});

describe('a form with files', () => {
  it('has its parts between boundaries, by RFC 7578', () => {
    const step =
      '{ POST: /, multipart: { "a\\"b": x, n: [1, true], f: { file: photo.png, filename: "é.png" }, j: { json: { k: 1 } } } }';
    const { request, told } = planned(step);
    expect(told).toEqual([]);
    const boundary = /^multipart\/form-data; boundary=(hotlap-[0-9a-f]{32})$/.exec(
      String(typeOf(request)),
    )?.[1];
    expect(boundary).toBeDefined();
    const part = (head: string, body: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}`;
    expect(request?.pieces).toEqual([
      {
        kind: 'text',
        text: `${part('name="a%22b"', 'x')}\r\n${part('name="n"', '1')}\r\n${part('name="n"', 'true')}\r\n${part('name="f"; filename="é.png"\r\nContent-Type: image/png', '')}`,
      },
      { kind: 'file', path: join(folder, 'perf/photo.png') },
      {
        kind: 'text',
        text: `\r\n${part('name="j"\r\nContent-Type: application/json', '{"k":1}')}\r\n--${boundary}--\r\n`,
      },
    ]);
  });

  it('has the same boundary each time, and another in another step', () => {
    const boundaryOf = (step: string) => typeOf(planned(step).request);
    expect(boundaryOf('{ POST: /, multipart: { a: b } }')).toBe(
      boundaryOf('{ POST: /, multipart: { a: b } }'),
    );
    expect(boundaryOf('{ POST: /, multipart: { a: b } }')).not.toBe(
      boundaryOf('{ POST: /, multipart: { a: c } }'),
    );
  });

  it('takes rows that are made up', () => {
    const step =
      '{ POST: /, multipart: { f: { csv: { rows: 3, columns: { id: "${row}", "a,b": 5 }, header: true } } } }';
    const { request, told } = planned(step);
    expect(told).toEqual([]);
    expect(request?.pieces?.[0]).toMatchObject({ kind: 'text' });
    expect(JSON.stringify(request?.pieces?.[0])).toContain(
      'filename=\\"data.csv\\"\\r\\nContent-Type: text/csv',
    );
    expect(request?.pieces?.[1]).toEqual({
      kind: 'csv',
      rows: 3,
      header: 'id,"a,b"',
      columns: [[{ call: 'row', args: [] }], '5'],
    });
  });
});
