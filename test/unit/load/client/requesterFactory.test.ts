import { expect, it } from 'vitest';
import { RequestersByOrigin } from '../../../../src/load/client/requesterFactory.ts';
import { Http1Connection } from '../../../../src/load/http1/connection.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

it.each([
  ['http://127.0.0.1:1', false, true],
  ['https://127.0.0.1:1', false, true],
  ['http://127.0.0.1:1', true, true],
  ['https://127.0.0.1:1', true, false],
])('%s with http2 %s is for our own client: %s', (origin, http2, isOwn) => {
  const tls = origin.startsWith('https');
  const pin = { origin, hostname: '127.0.0.1', address: '127.0.0.1', port: 1, tls };
  const pins = { [origin]: pin };
  const requesters = new RequestersByOrigin({
    pins,
    clock: new FakeClock(),
    onNotHttp: () => undefined,
    http2,
  });
  const requester = requesters.open(origin);
  expect(requester instanceof Http1Connection).toBe(isOwn);
  requester.close();
});
