/** The largest state that a panel must carry: 1200 rows, 50 endpoints, 30 hotspots. */
import type { Snapshot } from '../../src/metrics/snapshot.ts';
import type { SessionEvent } from '../../src/session/event.ts';
import type { RunInfo } from '../../src/session/state.ts';
import { EVERY_MS, endpoint, latency, ROOT, run, snapshots } from './course.ts';
import { attached, hotspot, profiled } from './profiles.ts';

const troubled = { slow: true, failing: true, long: true };

/** What has been told after nearly five minutes. */
export function heavyStart(): SessionEvent[] {
  const long: RunInfo = {
    ...run,
    durationMs: 900_000,
    phases: [{ label: 'hold 50 VUs', startMs: 0, endMs: 900_000 }],
  };
  return [
    { type: 'prepared', run: long },
    attached,
    { type: 'started' },
    ...snapshots(290_000, troubled).map(heavy),
    heavyProfile(0),
  ];
}

/** The snapshots that follow {@link heavyStart} from one time to another, one at a time, a profile with every eighth. */
export function heavyNext(fromMs: number, untilMs: number): SessionEvent[][] {
  return snapshots(untilMs, troubled)
    .slice(fromMs / EVERY_MS)
    .map((snapshot, index) => [heavy(snapshot), ...(index % 8 === 0 ? [heavyProfile(index)] : [])]);
}

/** As {@link heavyNext}, but with few endpoints: for the way between two stretches that are measured. */
export function lightNext(fromMs: number, untilMs: number): SessionEvent[] {
  return snapshots(untilMs, troubled)
    .slice(fromMs / EVERY_MS)
    .map((snapshot) => ({ type: 'snapshot', snapshot }));
}

function heavy(snapshot: Snapshot): SessionEvent {
  const endpoints = Array.from({ length: 50 }, (_, index) =>
    endpoint(
      `endpoint ${index}`,
      'GET',
      `/api/v1/things/${index}`,
      10 + ((index * 7 + snapshot.seq) % 40),
      latency(
        10 + ((index + snapshot.seq) % 13),
        60 + ((index * 3 + snapshot.seq) % 40),
        120,
        snapshot.seq * 10 + index,
      ),
    ),
  );
  return { type: 'snapshot', snapshot: { ...snapshot, endpoints } };
}

function heavyProfile(step: number): SessionEvent {
  const many = Array.from({ length: 30 }, (_, index) =>
    hotspot(
      `function${index}`,
      `${ROOT}/src/file${index % 7}.ts`,
      10 + index,
      0.3 / (index + 1 + (step % 3)),
      0.5 / (index + 1),
      index % 2 === 0,
      [12 + index],
    ),
  );
  return profiled(290_000 + step * 250, 0.9, many);
}
