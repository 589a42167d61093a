import { expect, it } from 'vitest';
import type { SessionEvent } from '../../../src/session/event.ts';
import { redactedEvent } from '../../../src/session/redactedEvent.ts';
import { snapshot } from '../../support/sessionStates.ts';

const SECRET = 'pl4nted-s3cret';
const problem = { code: 'engine-failed', message: `died of ${SECRET}`, hint: `drop ${SECRET}` } as const;
const failure = {
  kind: 'login 500',
  elapsedMs: 1,
  scenario: 'a',
  name: 'GET /',
  method: 'GET',
  url: `http://a/?q=${SECRET}`,
  status: 500,
  errorCode: 1500,
  reason: `got ${SECRET}`,
  excerpt: Buffer.from(`ann:${SECRET}`).toString('base64'),
  place: null,
};

it.each<SessionEvent>([
  { type: 'warned', message: `look at ${SECRET}` },
  { type: 'finished', outcome: 'error', problem },
  { type: 'profileUnavailable', problem },
  {
    type: 'profileAttached',
    process: { pid: 1, runtime: 'node', version: '', command: `node a.js ${SECRET}` },
  },
  { type: 'snapshot', snapshot: snapshot({ failures: [failure] }) },
])('$type shows no secret', (event) => {
  const told = JSON.stringify(redactedEvent(event, [SECRET]));
  expect(told).toContain('***');
  for (const form of [SECRET, Buffer.from(SECRET).toString('base64').slice(4, 12)])
    expect(told).not.toContain(form);
});

it('what has none in it is the same object', () => {
  const event: SessionEvent = { type: 'snapshot', snapshot: snapshot() };
  expect(redactedEvent(event, [SECRET])).toBe(event);
  expect(redactedEvent(event, [])).toBe(event);
});
