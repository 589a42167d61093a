/** What the profiler tells of the API's process. */
import type { Hotspot, HotspotList } from '../../src/profile/hotspot.ts';
import type { SessionEvent } from '../../src/session/event.ts';
import { ROOT } from './course.ts';

export function hotspot(
  name: string,
  file: string,
  line: number,
  self: number,
  total: number,
  own: boolean,
  hot: number[] = [],
): Hotspot {
  const lines = hot.map((at, index) => ({ line: at, self: (self * 0.9) / (index + 1) }));
  return { function: name, file, line, column: line > 0 ? 17 : 0, self, total, own, lines };
}

const hotspots: readonly Hotspot[] = [
  hotspot('hashPassword', `${ROOT}/src/auth.ts`, 42, 0.612, 0.63, true, [46, 45]),
  hotspot('serializeOrder', `${ROOT}/src/orders.ts`, 118, 0.128, 0.171, true, [124]),
  hotspot('validate', `${ROOT}/node_modules/zod/v4/core/parse.js`, 12, 0.051, 0.084, false),
  hotspot('(garbage collector)', '', 0, 0.044, 0.044, false),
  hotspot('parseCookies', `${ROOT}/src/middleware/session.ts`, 17, 0.022, 0.03, true, [17]),
  hotspot('onParserExecuteCommon', 'node:_http_server', 918, 0.017, 0.021, false),
  hotspot('writevGeneric', 'node:internal/stream_base_commons', 121, 0.014, 0.014, false),
  hotspot(
    'normalizeAddressForDeduplicationAcrossTenants',
    `${ROOT}/src/domain/customers/addresses/normalize.ts`,
    1042,
    0.012,
    0.05,
    true,
    [1077],
  ),
  hotspot('dispatch', `${ROOT}/node_modules/@fastify/router/lib/dispatch.js`, 77, 0.008, 0.82, false),
  hotspot('get', `${ROOT}/src/cache.ts`, 9, 0.004, 0.004, true),
];

function hotspotList(
  startMs: number,
  endMs: number,
  busy: number,
  of: readonly Hotspot[] = hotspots,
): HotspotList {
  return {
    startMs,
    endMs,
    busyMs: (endMs - startMs) * busy,
    idleMs: (endMs - startMs) * (1 - busy),
    hotspots: [...of],
  };
}

export const attached: SessionEvent = {
  type: 'profileAttached',
  process: {
    pid: 48_213,
    runtime: 'node',
    version: 'v24.21.0',
    command: 'node --enable-source-maps dist/server.js',
  },
};

export function profiled(untilMs: number, busy: number, of?: readonly Hotspot[]): SessionEvent {
  return {
    type: 'profileUpdated',
    latest: hotspotList(untilMs - 2000, untilMs, busy, of),
    total: hotspotList(0, untilMs, busy * 0.9, of),
    latestRequests: 1684,
    totalRequests: Math.round(untilMs * 0.8),
  };
}
