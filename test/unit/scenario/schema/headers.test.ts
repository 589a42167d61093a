import { describe, expect, it } from 'vitest';
import { headerNameProblem, headerValueProblem } from '../../../../src/scenario/schema/headers.ts';

describe('headerNameProblem', () => {
  it.each(['Authorization', 'x-api-key', 'X_1', 'Host', 'Cookie', 'Accept'])('%s may be sent', (name) =>
    expect(headerNameProblem(name)).toBeNull(),
  );

  it.each(['', 'a b', 'a:b', 'é', 'a\n', 'a\0'])('%j is no name', (name) =>
    expect(headerNameProblem(name)?.message).toContain('is no header name'),
  );

  it.each(['Content-Length', 'transfer-encoding', 'Connection', 'UPGRADE', 'expect'])(
    '%s would break the connection',
    (name) => expect(headerNameProblem(name)?.message).toContain('is set by Hotlap itself'),
  );
});

describe('headerValueProblem', () => {
  it.each(['', 'plain', 'a\tb', 'caf\u00e9', '~!@#'])('%j may be sent', (value) =>
    expect(headerValueProblem('A', value)).toBeNull(),
  );

  it.each([
    ['a\nb', /line break/],
    ['a\r\nX-Evil: 1', /line break/],
    ['a\0b', /U\+0000/],
    ['\u20ac', /U\+20AC/],
    ['\u{1f3c1}', /U\+D83C|U\+1F3C1/],
  ])('%j may not', (value, message) => expect(headerValueProblem('A', value)?.message).toMatch(message));
});
