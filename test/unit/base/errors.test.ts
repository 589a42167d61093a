import { describe, expect, it } from 'vitest';
import { formatError, HotlapError, toErrorInfo } from '../../../src/base/errors.ts';

const place = { file: 'perf/a.perf.yaml', line: 3, column: 7 };

describe('HotlapError', () => {
  it('gives as plain data all that it was made of', () => {
    const info = { code: 'scenario-invalid', message: 'it is wrong', hint: 'Put it right.', place } as const;
    const error = new HotlapError(info, { cause: 'why' });
    expect(error.info).toEqual(info);
    expect(error.cause).toBe('why');
    expect(JSON.parse(JSON.stringify(error.info))).toEqual(info);
  });
});

describe('toErrorInfo', () => {
  it.each([
    [new HotlapError({ code: 'usage', message: 'no file' }), 'usage', 'no file'],
    [new Error('boom'), 'internal', 'boom'],
    ['thrown text', 'internal', 'thrown text'],
    [undefined, 'internal', 'undefined'],
  ])('%s', (thrown, code, message) => expect(toErrorInfo(thrown)).toMatchObject({ code, message }));
});

describe('formatError', () => {
  it('is place, message, and the hint on a line of its own', () => {
    const text = formatError({
      code: 'scenario-invalid',
      message: 'it is wrong',
      hint: 'Put it right.',
      place,
    });
    expect(text).toBe('perf/a.perf.yaml:3:7: it is wrong\n  Put it right.');
  });

  it('is the message alone where there is no more', () => {
    expect(formatError({ code: 'usage', message: 'no file' })).toBe('no file');
  });
});
