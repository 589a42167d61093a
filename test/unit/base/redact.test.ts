import { describe, expect, it } from 'vitest';
import { isSecretName, redactText, redactUrl } from '../../../src/base/redact.ts';

describe('isSecretName', () => {
  it.each(['Authorization', 'cookie', 'Set-Cookie', 'X-API-Key', 'apikey', 'api_key', 'access_token'])(
    '%s is secret',
    (name) => expect(isSecretName(name)).toBe(true),
  );
  it.each(['refreshToken', 'password', 'passwd', 'client_secret', 'X-Auth-Token', 'auth', 'sessionId'])(
    '%s is secret',
    (name) => expect(isSecretName(name)).toBe(true),
  );
  it.each(['Content-Type', 'author', 'amount', 'email', 'status', 'keyboard', 'pinned'])(
    '%s is not',
    (name) => expect(isSecretName(name)).toBe(false),
  );
});

describe('redactText', () => {
  it.each([
    ['a JSON field', '{"user":"ann","password":"hunter2"}', '{"user":"ann","password":"***"}'],
    ['a JSON field with escapes', '{"token": "a\\"b", "n": 1}', '{"token": "***", "n": 1}'],
    ['a JSON field cut off by the excerpt', '{"access_token":"eyJhbGciOi', '{"access_token":"***"'],
    ['a numeric field', '{"otp": 123456}', '{"otp": "***"}'],
    [
      'an object, and a list',
      '{"token":{"v":"x"},"cookies":["a"],"n":1}',
      '{"token":"***","cookies":"***","n":1}',
    ],
    ['a field within a field', '{"user":{"password":"hunter2"}}', '{"user":{"password":"***"}}'],
    ['a field in a list', '[{"a":[{"token":"x1"}],"n":1}]', '[{"a":[{"token":"***"}],"n":1}]'],
    [
      'JSON within JSON',
      JSON.stringify({ e: JSON.stringify({ password: 'a"b\\', n: 1 }) }),
      JSON.stringify({ e: JSON.stringify({ password: '***', n: 1 }) }),
    ],
    [
      'JSON within JSON within JSON, with a number',
      JSON.stringify({ e: JSON.stringify({ e: JSON.stringify({ token: 5, n: 1 }) }) }),
      JSON.stringify({ e: JSON.stringify({ e: JSON.stringify({ token: '***', n: 1 }) }) }),
    ],
    [
      'JSON within JSON as .NET has it',
      '{"e":"{\\u0022password\\u0022:\\u0022hunter2\\u0022,\\u0022n\\u0022:2}"}',
      '{"e":"{\\u0022password\\u0022:\\u0022***\\u0022,\\u0022n\\u0022:2}"}',
    ],
    ['JSON within JSON that was cut off', '{"e":"{\\"password\\":\\"hunt', '{"e":"{\\"password\\":\\"***\\"'],
    ['a form in JSON by Go', '"a=1\\u0026password=hunter2"', '"a=1\\u0026password=***"'],
    ['a bearer in JSON by PHP', '"Bearer aB\\/cD\\u002bEF12"', '"Bearer ***"'],
    ['a form', 'user=ann&password=hunter2&x=1', 'user=ann&password=***&x=1'],
    [
      'a header line',
      'GET /\nAuthorization: Basic QWxhZGRpbg==\nHost: a',
      'GET /\nAuthorization: ***\nHost: a',
    ],
    ['a bearer in prose', 'invalid Bearer abcdef123456 given', 'invalid Bearer *** given'],
    ['a JWT in prose', 'got eyJhbGciOiJI.eyJzdWIiOiIx.c2ln!', 'got ***!'],
  ])('%s', (_what, text, clean) => expect(redactText(text)).toBe(clean));

  it('takes out values that are known to be secret, wherever they are', () => {
    expect(redactText('you sent k-12345 to us', ['k-12345'])).toBe('you sent *** to us');
    expect(redactText('in /a/p%40ss%20word/b', ['p@ss word'])).toBe('in /a/***/b');
  });

  it('leaves other text as it is', () => {
    const text = '{"status":"ok","items":[{"id":1,"name":"lamp"}],"page":"a=b"}';
    expect(redactText(text)).toBe(text);
  });

  it('takes linear time on a long text with no end of quotes', () => {
    const startMs = performance.now();
    redactText('"'.repeat(20_000));
    redactText(`{"a${'\\"'.repeat(20_000)}`);
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

describe('redactUrl', () => {
  it.each([
    ['http://a/b?token=t&x=1', 'http://a/b?token=***&x=1'],
    ['http://a/b?api%5Fkey=t', 'http://a/b?api%5Fkey=***'],
    ['http://a/b?key=t&pw=u&keys=v', 'http://a/b?key=***&pw=***&keys=v'],
    ['http://ann:pw@a/b', 'http://ann:***@a/b'],
    ['http://a/b?%zz=1', 'http://a/b?%zz=1'],
    ['http://a/b', 'http://a/b'],
  ])('%s', (url, clean) => expect(redactUrl(url)).toBe(clean));
});
