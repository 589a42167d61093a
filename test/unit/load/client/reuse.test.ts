import { describe, expect, it } from 'vitest';
import { withReuse } from '../../../../src/load/client/reuse.ts';
import type { OutgoingRequest, Requester } from '../../../../src/load/transport/requester.ts';
import type { PlannedConnections } from '../../../../src/scenario/plan/plannedHttp.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeNetwork } from '../../../support/fakeLoad.ts';

const origin = 'http://localhost:3000';
const get: OutgoingRequest = {
  method: 'GET',
  path: '/',
  headers: ['Accept', '*/*'],
  body: null,
  timeoutMs: 1000,
  keepBodyBytes: 0,
};

function setUp(planned: PlannedConnections | undefined, { http2 = false, answerMs = 10 } = {}) {
  const clock = new FakeClock();
  const network = new FakeNetwork(clock, () => ({ afterMs: answerMs }));
  const requesters = withReuse(network, planned, { clock, http2 });
  const told: string[] = [];
  /** Sends `times` requests one after the other, and tells when each was ready and came to its end. */
  const send = (requester: Requester, name: string, times = 1, request = get): void => {
    let left = times;
    const next = () =>
      requester.send(request, {
        onExchange: ({ readyMs, endMs, error }) => {
          told.push(`${name} ${readyMs}-${endMs}${error === null ? '' : ` ${error.code} ${error.reason}`}`);
          if (--left > 0) next();
        },
      });
    next();
  };
  return { clock, network, requesters, told, send };
}

describe('a connection of each user’s own', () => {
  it('is what there is where nothing is said', () => {
    const { network, requesters } = setUp(undefined);
    expect(requesters).toBe(network);
  });
});

describe('a new connection for each request', () => {
  it('is closed when the response has been looked at, and the server is told', () => {
    const { clock, network, requesters, told, send } = setUp('none');
    send(requesters.open(origin), 'a', 3);
    clock.advance(10);
    expect([network.opened, network.closed]).toEqual([2, 1]);
    clock.advance(100);
    expect([network.opened, network.closed]).toEqual([3, 3]);
    expect(told).toEqual(['a 0-10', 'a 10-20', 'a 20-30']);
    expect(network.sent.map((one) => one.headers)).toEqual(
      Array(3).fill(['Accept', '*/*', 'Connection', 'close']),
    );
  });

  it.each([
    [origin, false, true],
    ['https://localhost:3000', false, true],
    [origin, true, true],
    ['https://localhost:3000', true, false],
  ])('to %s with http2 %s has the header: %s', (to, http2, has) => {
    const { network, requesters, send } = setUp('none', { http2 });
    send(requesters.open(to), 'a');
    expect(network.sent[0]?.headers.includes('Connection')).toBe(has);
  });

  it('leaves a Connection header of the step as it is', () => {
    const { network, requesters, send } = setUp('none');
    send(requesters.open(origin), 'a', 1, { ...get, headers: ['connection', 'keep-alive'] });
    expect(network.sent[0]?.headers).toEqual(['connection', 'keep-alive']);
  });

  it('is cut off with its user', () => {
    const { clock, network, requesters, told, send } = setUp('none');
    const requester = requesters.open(origin);
    send(requester, 'a');
    requester.close();
    clock.advance(100);
    expect([network.opened, network.closed, told]).toEqual([1, 1, []]);
  });
});

describe('shared connections', () => {
  it('are no more than there may be; who finds none free waits in line, and counts from when it was ready', () => {
    const { clock, network, requesters, told, send } = setUp({ shared: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) send(requesters.open(origin), name);
    expect(network.sent).toHaveLength(2);
    clock.advance(100);
    expect(told).toEqual(['a 0-10', 'b 0-10', 'c 0-20', 'd 0-20', 'e 0-30']);
    expect(network.sent.map(({ atMs }) => atMs)).toEqual([0, 0, 10, 10, 20]);
    expect(network.opened).toBe(2);
  });

  it('are each origin’s own', () => {
    const { network, requesters, send } = setUp({ shared: 1 });
    send(requesters.open(origin), 'a');
    send(requesters.open('http://localhost:4000'), 'b');
    expect(network.sent.map((one) => one.origin)).toEqual([origin, 'http://localhost:4000']);
  });

  it('go in turn where users wait; one alone keeps its own', () => {
    const { clock, network, requesters, told, send } = setUp({ shared: 1 });
    const [a, b] = [requesters.open(origin), requesters.open(origin)];
    send(a, 'a', 2);
    send(b, 'b', 2);
    clock.advance(100);
    expect(told).toEqual(['a 0-10', 'b 0-20', 'a 10-30', 'b 20-40']);
    send(a, 'a', 3);
    clock.advance(100);
    expect(network.opened).toBe(1);
  });

  it('are opened as they are needed', () => {
    const { clock, network, requesters, send } = setUp({ shared: 10 });
    const [a, b] = [requesters.open(origin), requesters.open(origin)];
    send(a, 'a', 3);
    clock.advance(100);
    send(b, 'b', 3);
    clock.advance(100);
    expect(network.opened).toBe(1);
  });

  it('waiting ends at the timeout, with k6’s code; the others go on', () => {
    const { clock, network, requesters, told, send } = setUp({ shared: 1 }, { answerMs: 500 });
    const open = () => requesters.open(origin);
    send(open(), 'a');
    send(open(), 'b', 1, { ...get, timeoutMs: 200 });
    send(open(), 'c', 1, { ...get, timeoutMs: 2000 });
    clock.advance(3000);
    expect(told).toEqual([
      'b 0-200 1050 none of the 1 shared connections became free within 200ms',
      'a 0-500',
      'c 0-1000',
    ]);
    expect(network.sent).toHaveLength(2);
  });

  it('one that is cut off in use makes room for another; who leaves the line is not served', () => {
    const { clock, network, requesters, told, send } = setUp({ shared: 1 });
    const users = ['a', 'b', 'c'].map((name) => {
      const requester = requesters.open(origin);
      send(requester, name);
      return requester;
    });
    users[1]?.close();
    users[0]?.close();
    clock.advance(100);
    expect(told).toEqual(['c 0-10']);
    expect([network.opened, network.closed]).toEqual([2, 1]);
    users[2]?.close();
    expect(network.closed).toBe(2);
  });
});
