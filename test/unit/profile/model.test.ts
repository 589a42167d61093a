import { describe, expect, test } from 'vitest';
import { buildModel, type RawProfile, rawProfileSchema } from '../../../src/profile/model.ts';
import { OWN_SCRIPT_URL } from '../../../src/profile/ownScript.ts';

type RawNode = RawProfile['nodes'][number];

function node(id: number, name: string, children: number[] = [], url = 'file:///app/a.js'): RawNode {
  const plain = name.startsWith('(');
  return {
    id,
    callFrame: {
      functionName: name,
      scriptId: plain ? '0' : '5',
      url: plain ? '' : url,
      lineNumber: plain ? -1 : id,
      columnNumber: plain ? -1 : 0,
    },
    children,
  };
}

/** Samples at 0, 1, 2 … ms after the start. */
function profile(nodes: RawNode[], samples: number[], startTime = 1_000_000): RawProfile {
  return {
    nodes,
    startTime,
    endTime: startTime + samples.length * 1000,
    samples,
    timeDeltas: samples.map((_, index) => (index === 0 ? 0 : 1000)),
  };
}

/** (root) → (idle), (garbage collector), main → work */
const NODES = [
  node(1, '(root)', [2, 3, 4]),
  node(2, '(idle)'),
  node(3, '(garbage collector)'),
  node(4, 'main', [5]),
  node(5, 'work'),
];

function selfByName(raw: RawProfile, fromUs?: number) {
  const model = buildModel(raw, fromUs);
  return Object.fromEntries(model.nodes.map((one) => [one.frame.function, one.selfUs]));
}

test('a sample stands for the time until the next; idle is kept apart', () => {
  const model = buildModel(profile(NODES, [4, 5, 5, 2, 2, 2, 3, 5]));
  expect(model.idleUs).toBe(3000);
  expect(model.busyUs).toBe(5000);
  expect(selfByName(profile(NODES, [4, 5, 5, 2, 2, 2, 3, 5]))).toEqual({
    main: 1000,
    work: 3000,
    '(garbage collector)': 1000,
  });
});

test('uneven samples weigh by their time', () => {
  const raw = { ...profile(NODES, [4, 5, 2]), timeDeltas: [100, 400, 2000], endTime: 1_003_000 };
  expect(selfByName(raw)).toEqual({ main: 400, work: 2000, '(garbage collector)': 0 });
  expect(buildModel(raw).idleUs).toBe(500);
});

test('callers come before callees', () => {
  const reversed = { ...profile(NODES, [5]), nodes: [...NODES].reverse() };
  const { nodes } = buildModel(reversed);
  for (const [index, one] of nodes.entries()) expect(one.parent).toBeLessThan(index);
  const work = nodes.find((one) => one.frame.function === 'work');
  expect(nodes[work?.parent ?? -1]?.frame.function).toBe('main');
});

describe('overlapped windows', () => {
  test('what the window before has told is left out, to the microsecond', () => {
    const raw = profile(NODES, [4, 4, 5, 5]);
    expect(selfByName(raw, 1_001_500)).toMatchObject({ main: 500, work: 2000 });
    expect(buildModel(raw, 1_001_500)).toMatchObject({ startUs: 1_001_500, endUs: 1_004_000, busyUs: 2500 });
  });

  test('two of them add up to the whole', () => {
    const whole = buildModel(profile(NODES, [4, 5, 2, 5, 3, 5, 4, 2]));
    const first = buildModel(profile(NODES, [4, 5, 2, 5]));
    const second = buildModel(profile(NODES, [2, 5, 3, 5, 4, 2], 1_002_000), first.endUs);
    expect(first.busyUs + second.busyUs).toBe(whole.busyUs);
    expect(first.idleUs + second.idleUs).toBe(whole.idleUs);
  });

  test('a window that ended before has nothing to add', () => {
    expect(buildModel(profile(NODES, [4, 5]), 9_000_000)).toMatchObject({ busyUs: 0, idleUs: 0 });
  });
});

test('what the profiler itself costs is nobody’s time', () => {
  const nodes = [
    node(1, '(root)', [2, 3]),
    node(2, '', [4], OWN_SCRIPT_URL),
    node(3, 'main'),
    node(4, 'profileEnd', [], 'node:inspector'),
  ];
  const model = buildModel(profile(nodes, [3, 2, 4, 3]));
  expect(model.nodes.map((one) => one.frame.function)).toEqual(['main']);
  expect(model).toMatchObject({ busyUs: 2000, idleUs: 0 });
});

test('a user function named (idle) is work', () => {
  const nodes = [
    node(1, '(root)', [2]),
    { ...node(2, 'x'), callFrame: { ...node(2, 'x').callFrame, functionName: '(idle)' } },
  ];
  expect(buildModel(profile(nodes, [2, 2]))).toMatchObject({ busyUs: 2000, idleUs: 0 });
});

test('an empty profile, and samples of nodes that are not there', () => {
  expect(buildModel(profile([], []))).toMatchObject({ busyUs: 0, idleUs: 0, nodes: [] });
  expect(buildModel(profile(NODES, [99, 99])).busyUs).toBe(0);
});

test('a profile with no samples at all is read', () => {
  expect(rawProfileSchema.parse({ nodes: NODES, startTime: 1, endTime: 2 })).toMatchObject({
    samples: [],
    timeDeltas: [],
  });
});
