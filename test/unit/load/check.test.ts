import { describe, expect, it } from 'vitest';
import { CheckedResponse, compileCheck } from '../../../src/load/check.ts';
import type { PlannedCheck } from '../../../src/scenario/plan.ts';
import { exchangeOf, type FakeAnswer } from '../../support/fakeLoad.ts';

const said = (check: PlannedCheck, answer: Omit<FakeAnswer, 'afterMs'>) =>
  compileCheck(check)(new CheckedResponse().of(exchangeOf({ afterMs: 1, ...answer }, 0)));

const status = (...accept: [number, number][]): PlannedCheck => ({
  kind: 'status',
  name: 's',
  accept: accept.map(([from, to]) => ({ from, to })),
});
const header = (
  match: 'equals' | 'contains' | 'matches',
  value: string,
  name = 'Content-Type',
): PlannedCheck => ({
  kind: 'header',
  name: 'h',
  header: name,
  match,
  value,
});
const json = (path: string, equals: Extract<PlannedCheck, { kind: 'jsonPath' }>['equals']): PlannedCheck => ({
  kind: 'jsonPath',
  name: 'j',
  path,
  equals,
});
const type = { headers: { 'content-type': 'text/html; charset=utf-8' } };

describe('checks', () => {
  it.each<[string, PlannedCheck, Omit<FakeAnswer, 'afterMs'>, string | null]>([
    ['a status in a class', status([200, 299]), { status: 204 }, null],
    ['a status in a list', status([200, 200], [404, 404]), { status: 404 }, null],
    [
      'a status outside',
      status([200, 299], [404, 404]),
      { status: 500 },
      'expected status 2xx, 404, got 500',
    ],
    ['a header that equals', header('equals', 'text/html; charset=utf-8'), type, null],
    ['a header that contains', header('contains', 'html'), type, null],
    ['a header that matches', header('matches', '^text/'), type, null],
    [
      'a header that does not',
      header('contains', 'json'),
      type,
      'expected header content-type that contains json, got text/html; charset=utf-8',
    ],
    ['a header that is not there', header('equals', 'a', 'X-A'), {}, 'expected header x-a a, got none'],
    [
      'a secret header, whose value is not told',
      header('equals', 'sid=1', 'Set-Cookie'),
      { headers: { 'set-cookie': 'sid=2' } },
      'expected header set-cookie ***, got ***',
    ],
    [
      'a body that contains',
      { kind: 'body', name: 'b', match: 'contains', value: 'ok' },
      { body: 'all ok' },
      null,
    ],
    [
      'a body that matches',
      { kind: 'body', name: 'b', match: 'matches', value: '^\\d+$' },
      { body: '42' },
      null,
    ],
    [
      'a body that does not',
      { kind: 'body', name: 'b', match: 'matches', value: '^\\d+$' },
      { body: 'x' },
      'expected a body that matches ^\\d+$',
    ],
    ['a JSON value', json('$.a[1].b', 2), { body: '{"a":[0,{"b":2}]}' }, null],
    ['a JSON object, whatever the order', json('$', { a: 1, b: [2] }), { body: '{"b":[2],"a":1}' }, null],
    ['a JSON null', json('$.a', null), { body: '{"a":null}' }, null],
    ['a wrong JSON value', json('$.a', 'x'), { body: '{"a":"y"}' }, 'expected $.a to be "x", got "y"'],
    ['a missing JSON value', json('$.a', null), { body: '{}' }, 'expected $.a to be null, got nothing'],
    [
      'a secret JSON value',
      json('$.token', 'x'),
      { body: '{"token":"y"}' },
      'expected $.token to be ***, got ***',
    ],
    ['what is no JSON', json('$.a', 1), { body: '<html>' }, 'expected $.a to be 1, but the body is not JSON'],
  ])('%s', (_what, check, answer, expected) => expect(said(check, answer)).toBe(expected));
});
