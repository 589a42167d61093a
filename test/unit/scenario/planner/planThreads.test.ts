import { describe, expect, it } from 'vitest';
import { forOneThread } from '../../../../src/scenario/plan/oneThread.ts';
import { build, fileWith, planOf } from '../parts.ts';

const STEPS = '  - GET: /\n';

describe('the threads that send the load', () => {
  it.each([
    ['are for the engine to say', '', undefined],
    ['are for the engine to say where the file says so', 'threads: auto\n', undefined],
    ['are as many as the file says', 'threads: 3\n', 3],
    ['are as many as a variable says', 'threads: "${T:-4}"\n', 4],
    ['are for the engine to say where a variable says so', 'threads: "${T:-auto}"\n', undefined],
  ])('%s', (_text, top, threads) => {
    expect(planOf(fileWith(STEPS, top)).threads).toBe(threads);
  });

  it('are as many as the command line says, whatever the file does', () => {
    expect(planOf(fileWith(STEPS, 'threads: 3\n'), { threads: 2 }).threads).toBe(2);
    expect(planOf(fileWith(STEPS, 'threads: 3\n'), { threads: 'auto' }).threads).toBeUndefined();
  });

  it.each([
    ['threads: 0\n', '3:10 threads: it must be at least 1'],
    ['threads: 65\n', '3:10 threads: it must be at most 64'],
    ['threads: "${T:-65}"\n', '3:10 threads: "65" is no number of threads'],
    ['threads: many\n', '3:10 threads: "many" is not auto, or a number of threads from 1 to 64'],
    [
      'threads: 2\nconnections: shared\n',
      '3:10 threads: there cannot be 2 threads: connections that all users share are those of one thread',
    ],
  ])('%s is told', (top, expected) => {
    const { told, plan } = build(fileWith(STEPS, top));
    expect(plan).toBeNull();
    expect(told.join('\n')).toContain(expected);
  });

  it.each([
    ['breakpoint: { start: 50 }\nflow: [{ GET: / }]', 'a breakpoint is searched for by one thread'],
    [
      [
        'auth: { login: { flow: login, per: shared } }',
        'flows: { default: [{ GET: / }], login: [{ POST: /login, capture: { token: $.t } }] }',
        'scenarios: { a: { executor: constant-vus, vus: 2, duration: 10s, flow: default } }',
      ].join('\n'),
      'a login that all users share is that of one thread',
    ],
  ])('cannot be several with\n%s', (lines, why) => {
    const text = (threads: number) =>
      `target: http://localhost:3000\nthreads: ${threads}\n${lines}\nthresholds: { http_req_duration: p(95) < 200 }\n`;
    expect(build(text(2)).told.join('\n')).toContain(`2:10 threads: there cannot be 2 threads: ${why}`);
    const one = build(text(1));
    expect(one.told.join('\n')).not.toContain('threads');
    expect(one.plan && forOneThread(one.plan)).toBe(why);
  });

  it('may be one with connections that are shared, and are one where nothing is said', () => {
    expect(planOf(fileWith(STEPS, 'threads: 1\nconnections: shared\n')).threads).toBe(1);
    expect(planOf(fileWith(STEPS, 'connections: shared\n')).threads).toBeUndefined();
  });

  it('cannot be asked for by the command line where only one can send', () => {
    const { told } = build(fileWith(STEPS, 'connections: shared\n'), { threads: 2 });
    expect(told.join('\n')).toContain('there cannot be 2 threads');
  });
});
