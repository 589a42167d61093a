import { expect, it } from 'vitest';
import { compilePlan } from '../../../../src/load/program/program.ts';
import { planOf } from '../parts.ts';

const environment = { API_KEY: 'sk_live_ABCDEF', PASSWORD: 'hunter2secret', REGION: 'north' };

const plan = planOf(
  `target: http://localhost:3000
duration: 10s
headers: { Cookie: "sid=c00kie-value; theme=dark" }
flow:
  - GET: "/\${REGION}/echo?x=1&q=\${API_KEY}&token=typed-in-here"
    expect:
      header: { X-Auth-Token: typed-in-here }
      body: "\${PASSWORD}"
      "$.token": typed-in-here
      "$.region": "\${REGION}"
  - POST: /login/\${PASSWORD}
`,
  { environment },
);

it('no name of a result holds the value of a secret variable, or of a secret field', () => {
  const [echo, login] = plan.flows.default ?? [];
  expect(echo).toMatchObject({
    name: 'GET /north/echo?x=1&q=***&token=***',
    checks: [
      { name: 'header X-Auth-Token is "***"', value: 'typed-in-here' },
      { name: 'body contains "***"', value: 'hunter2secret' },
      { name: '$.token is ***', equals: 'typed-in-here' },
      { name: '$.region is "north"' },
    ],
  });
  expect(login).toMatchObject({ name: 'POST /login/***', path: '/login/hunter2secret' });
});

it('what the engine shows of requests has none either, and it knows what to look for in answers', () => {
  const { programs, series } = compilePlan(plan);
  expect(series.map(({ path, url }) => [path, url])).toEqual([
    ['/north/echo?x=1&q=***&token=***', 'http://localhost:3000/north/echo?x=1&q=***&token=***'],
    ['/login/***', 'http://localhost:3000/login/***'],
  ]);
  const [first] = programs[0]?.instructions ?? [];
  expect(first).toMatchObject({
    secrets: expect.arrayContaining(['sk_live_ABCDEF', 'hunter2secret', 'c00kie-value']),
  });
});
