import { describe, expect, it } from 'vitest';
import { WarmupGate } from '../../../../src/load/run/warmupGate.ts';
import { newSample } from '../../../../src/load/user/sampler.ts';
import { FakeMeter } from '../../../support/fakeLoad.ts';

function setUp() {
  const meter = new FakeMeter();
  let elapsedMs = 0;
  const gate = new WarmupGate(meter, 10_000, () => elapsedMs);
  const at = (ms: number) => {
    elapsedMs = ms;
  };
  const request = (durationMs: number) => gate.request({ ...newSample(), durationUs: durationMs * 1000 });
  return { meter, gate, at, request };
}

describe('the warm-up', () => {
  it('leaves out what began in it, whenever it ends', () => {
    const { meter, gate, at, request } = setUp();
    at(9999);
    request(5);
    gate.iteration(0, 5000, -1, null);
    at(10_020);
    request(50);
    gate.iteration(0, 50_000, -1, null);
    gate.startDelay(21_000, false);
    expect(meter.samples).toEqual([]);
    expect(meter.iterations).toEqual([]);
    expect(meter.startDelaysUs).toEqual([]);
    request(20);
    gate.iteration(0, 20_000, -1, null);
    gate.startDelay(20_000, true);
    expect(meter.samples).toHaveLength(1);
    expect(meter.iterations).toEqual([20_000]);
    expect(meter.startDelaysUs).toEqual([20_000]);
  });

  it('leaves out the checks and failures of a request that it leaves out', () => {
    const { meter, gate, at, request } = setUp();
    at(10_005);
    request(50);
    gate.check(0, false);
    expect(gate.failed('a')).toBe(false);
    request(1);
    gate.check(0, true);
    expect(gate.failed('b')).toBe(true);
    expect(meter.kinds).toEqual(['b']);
    expect(meter.checks).toEqual([{ check: 0, passed: true }]);
  });

  it('counts what was dropped or cut short by when that happened', () => {
    const { meter, gate, at } = setUp();
    at(9000);
    gate.dropped(0, 1, -1);
    gate.missed(0, 1, -1, 0);
    gate.interrupted(0, 1);
    at(10_000);
    gate.dropped(0, 2, -1);
    gate.missed(0, 3, -1, 0);
    gate.interrupted(0, 1);
    expect([meter.droppedCount, meter.missedCount, meter.interruptedCount]).toEqual([5, 3, 1]);
  });
});
