import { describe, expect, it } from 'vitest';
import { bodyBytesFor, CHECKED_BODY_BYTES, compileCheck } from '../../../../src/load/check/check.ts';
import { CheckedResponse } from '../../../../src/load/check/checkedResponse.ts';
import type { PlannedCheck } from '../../../../src/scenario/plan/plan.ts';
import { exchangeOf, type FakeAnswer } from '../../../support/fakeLoad.ts';

const user = { vu: 2, iter: 7, slots: ['tok"en', 12] as unknown[], nowMs: () => 0, random: () => 0 };

const said = (check: PlannedCheck, answer: Omit<FakeAnswer, 'afterMs'>, durationUs = 0) => {
  const response = new CheckedResponse().of(exchangeOf({ afterMs: 1, ...answer }, 0));
  response.durationUs = durationUs;
  return compileCheck(check)(response, user);
};

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
    [
      'what is no JSON',
      json('$.a', 1),
      { body: '<html>' },
      'expected $.a to be 1, but the body is not JSON: it begins with `<html>`',
    ],
  ])('%s', (_what, check, answer, expected) => expect(said(check, answer)).toBe(expected));
});

describe('what a JSON value must be', () => {
  const body =
    '{"id":null,"n":5,"text":"12.5","word":"h\u00e9","list":[1,{"a":1}],"empty":[],"map":{"a":1,"b":2},"password":"x"}';
  const exists = (path: string, is: boolean): PlannedCheck => ({
    kind: 'jsonExists',
    name: 'e',
    path,
    exists: is,
  });
  const number = (
    path: string,
    comparison: '<' | '<=' | '>' | '>=' | '==',
    limit: number,
    of: 'value' | 'length' = 'value',
  ): PlannedCheck => ({ kind: 'jsonNumber', name: 'n', path, of, comparison, limit });
  const length = (path: string, comparison: '>' | '==', limit: number) =>
    number(path, comparison, limit, 'length');
  const holds = (
    path: string,
    part: Extract<PlannedCheck, { kind: 'jsonContains' }>['part'],
  ): PlannedCheck => ({
    kind: 'jsonContains',
    name: 'c',
    path,
    part,
  });
  const matches = (path: string, pattern: string): PlannedCheck => ({
    kind: 'jsonMatches',
    name: 'm',
    path,
    pattern,
  });

  it.each<[PlannedCheck, string | null]>([
    [exists('$.id', true), null],
    [exists('$.no', true), 'expected $.no to exist, got nothing'],
    [exists('$.no', false), null],
    [exists('$.n', false), 'expected $.n not to exist, got 5'],
    [number('$.n', '>', 4), null],
    [number('$.n', '>', 5), 'expected $.n to be above 5, got 5'],
    [number('$.n', '>=', 5), null],
    [number('$.n', '>=', 5.5), 'expected $.n to be at least 5.5, got 5'],
    [number('$.n', '<', 5), 'expected $.n to be below 5, got 5'],
    [number('$.n', '<=', 5), null],
    [number('$.text', '>', 12), null],
    [number('$.word', '>', 0), 'expected $.word to be above 0, got "hé", no number'],
    [number('$.no', '<', 9), 'expected $.no to be below 9, got nothing'],
    [number('$.id', '<', 9), 'expected $.id to be below 9, got null, no number'],
    [length('$.list', '==', 2), null],
    [length('$.list', '==', 3), 'expected $.list to have a length 3, got 2'],
    [length('$.empty', '>', 0), 'expected $.empty to have a length above 0, got 0'],
    [length('$.map', '==', 2), null],
    [length('$.word', '==', 2), null],
    [length('$.n', '>', 0), 'expected $.n to have a length above 0, got 5, which has none'],
    [length('$.no', '>', 0), 'expected $.no to have a length above 0, got nothing'],
    [holds('$.list', { a: 1 }), null],
    [holds('$.list', 2), 'expected $.list to contain 2, got [1,{"a":1}]'],
    [holds('$.word', 'h'), null],
    [holds('$.word', 'x'), 'expected $.word to contain "x", got "hé"'],
    [holds('$.map', 'a'), 'expected $.map to contain "a", got {"a":1,"b":2}'],
    [holds('$.password', 'y'), 'expected $.password to contain ***, got ***'],
    [matches('$.text', '^\\d+\\.5$'), null],
    [matches('$.n', '^5$'), null],
    [matches('$.word', '^x'), 'expected $.word to match /^x/, got "hé"'],
    [matches('$.no', ''), 'expected $.no to match //, got nothing'],
  ])('%j: %s', (check, expected) => expect(said(check, { body })).toBe(expected));

  it('what was captured before may be contained', () => {
    const text = [{ slot: 1, encoding: 'jsonValue' as const, fallback: null }];
    const check: PlannedCheck = { kind: 'jsonContains', name: 'c', path: '$', part: '${id}', text };
    expect(said(check, { body: '[11,12]' })).toBeNull();
    expect(said(check, { body: '[11,13]' })).toBe('expected $ to contain 12, got [11,13]');
  });

  it('each looks at the body, and says where that is no JSON', () => {
    const checks = [exists('$.a', false), length('$.a', '>', 0), holds('$.a', 1), matches('$.a', 'b')];
    for (const check of checks) {
      expect(bodyBytesFor(check)).toBe(CHECKED_BODY_BYTES);
      expect(said(check, { body: '<html>' })).toContain('but the body is not JSON');
    }
  });
});

describe('a response time', () => {
  const limit = (comparison: '<' | '<=' | '>' | '>='): PlannedCheck => ({
    kind: 'duration',
    name: 'd',
    comparison,
    limitMs: 300,
  });

  it.each([
    ['<', 299_999, null],
    ['<', 300_000, 'expected a response time < 300ms, got 300ms'],
    ['<=', 300_000, null],
    ['<=', 300_001, 'expected a response time <= 300ms, got 300.001ms'],
    ['>', 300_000, 'expected a response time > 300ms, got 300ms'],
    ['>', 300_001, null],
    ['>=', 299_999, 'expected a response time >= 300ms, got 299.999ms'],
    ['>=', 300_000, null],
  ] as const)('%s 300ms of %i us: %s', (comparison, durationUs, expected) =>
    expect(said(limit(comparison), {}, durationUs)).toBe(expected),
  );
});

describe('what was captured before', () => {
  const slot = (index: number, encoding: 'none' | 'json' | 'jsonValue' = 'none') => ({
    slot: index,
    encoding,
    fallback: null,
  });

  it('is expected in a header, a body and a JSON value, whatever is in it', () => {
    const inHeader: PlannedCheck = {
      kind: 'header',
      name: 'h',
      header: 'x-id',
      match: 'equals',
      value: ['id ', slot(1)],
    };
    expect(said(inHeader, { headers: { 'x-id': 'id 12' } })).toBeNull();
    expect(said(inHeader, { headers: { 'x-id': 'id 13' } })).toBe('expected header x-id id 12, got id 13');
    const inBody: PlannedCheck = { kind: 'body', name: 'b', match: 'contains', value: [slot(0)] };
    expect(said(inBody, { body: 'a tok"en' })).toBeNull();
    expect(said(inBody, { body: 'a token' })).toBe('expected a body that contains tok"en');
    const text = ['{"token":"', slot(0, 'json'), '","n":', slot(1, 'jsonValue'), '}'];
    const inJson: PlannedCheck = { kind: 'jsonPath', name: 'j', path: '$', equals: null, text };
    expect(said(inJson, { body: '{"token":"tok\\"en","n":12}' })).toBeNull();
    expect(said(inJson, { body: '{"token":"tok\\"en","n":"12"}' })).toContain('expected $ to be');
  });
});

describe('a body that is not the JSON it claims', () => {
  const check: PlannedCheck = { kind: 'jsonPath', name: 'j', path: '$.id', equals: 1 };

  it.each([
    [{ body: '<html>\nno' }, 'the body is not JSON: it begins with `<html>`'],
    [{ body: '' }, 'the body is not JSON: it is empty'],
    [
      { body: '{"id":', headers: { 'content-type': 'application/json; charset=utf-8' } },
      'the body is not JSON, as its content-type says: it begins with `{"id":`',
    ],
  ])('%j: %s', (answer, why) => expect(said(check, answer)).toBe(`expected $.id to be 1, but ${why}`));
});
