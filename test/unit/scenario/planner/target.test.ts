import { describe, expect, it } from 'vitest';
import { urlProblem } from '../../../../src/scenario/planner/target.ts';
import { build, planOf } from '../parts.ts';

describe('urlProblem', () => {
  it.each(['http://localhost:3000', 'https://a.example/base', 'HTTP://[::1]:80'])('%s is right', (url) =>
    expect(urlProblem(url)).toBeNull(),
  );

  it.each([
    ['localhost:3000', /no scheme/, 'Write it like http://localhost:3000.'],
    ['//a/b', /no scheme/, 'Write it like http://a/b.'],
    ['ftp://a', /not http or https/, /http:\/\/localhost:3000/],
    ['http://a b', /host or port is wrong/, /http:\/\/localhost:3000/],
    ['http://a:99999', /host or port is wrong/, /http:\/\/localhost:3000/],
    ['http://me:secret@a', /user name or password/, /Authorization/],
  ])('%s is told with what to do', (url, message, hint) => {
    expect(urlProblem(url)?.message).toMatch(message);
    expect(urlProblem(url)?.hint).toMatch(hint);
  });
});

describe('target', () => {
  const file = (target: string, path = '/x') => `target: ${target}\nduration: 1s\nflow: [{ GET: ${path} }]\n`;
  const request = (target: string, path = '/x') => planOf(file(target, path)).flows.default?.[0];

  it('gives the origin, and its path goes before each path', () => {
    expect(planOf(file('http://LOCALHOST:80/'))).toMatchObject({ target: 'http://localhost' });
    expect(request('http://localhost:3000/')).toMatchObject({ path: '/x' });
    expect(request('http://localhost:3000/api/v1/', '/x?y=1')).toMatchObject({ path: '/api/v1/x?y=1' });
  });

  it('a whole URL in a step goes elsewhere, without the base path', () => {
    const plan = planOf(file('http://localhost:3000/api', 'https://127.0.0.1:4000/y'));
    expect(plan.flows.default?.[0]).toMatchObject({ origin: 'https://127.0.0.1:4000', path: '/y' });
    expect(plan.origins).toEqual(['http://localhost:3000', 'https://127.0.0.1:4000']);
  });

  it('may come from a variable, and is told where it is wrong', () => {
    const text = file('"${API}"');
    expect(planOf(text, { environment: { API: 'http://127.0.0.1:81' } }).target).toBe('http://127.0.0.1:81');
    expect(build(text, { environment: { API: 'nowhere' } }).told).toEqual([
      '1:9 target: "nowhere" is no URL: it has no scheme',
    ]);
    expect(build(file('http://a/?b=1')).told).toEqual(['1:9 target: target holds a query or a fragment']);
  });
});
