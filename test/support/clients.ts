import { UndiciRequesters } from '../../src/load/client/undiciRequesters.ts';
import { Http1Requesters } from '../../src/load/http1/requesters.ts';
import type { RequesterOptions } from '../../src/load/transport/requester.ts';

/** Both clients behind the requester port, by name: what holds of one must hold of the other. */
export const CLIENTS = [
  ['our own client', (options: RequesterOptions) => new Http1Requesters(options)],
  ['undici', (options: RequesterOptions) => new UndiciRequesters(options)],
] as const;
