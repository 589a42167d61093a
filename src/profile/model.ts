import * as z from 'zod';
import { OWN_SCRIPT_URL } from './ownScript.ts';

const callFrameSchema = z.object({
  functionName: z.string(),
  scriptId: z.string(),
  url: z.string(),
  lineNumber: z.int(),
  columnNumber: z.int(),
});

/** V8's CPU profile, as the inspector hands it over. Times in microseconds of the process's own clock. */
export const rawProfileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: callFrameSchema,
      children: z.array(z.int()).optional(),
      positionTicks: z.array(z.object({ line: z.int(), ticks: z.int() })).optional(),
    }),
  ),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.int()).default([]),
  timeDeltas: z.array(z.number()).default([]),
});

export type RawProfile = z.infer<typeof rawProfileSchema>;

/** A function as it was running: generated positions, line and column from 0, -1 where there are none. */
export interface ProfileFrame {
  readonly function: string;
  readonly scriptId: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** A place in the call tree. */
export interface ProfileNode {
  readonly frame: ProfileFrame;
  /** Index of the caller, which comes before; -1 at the top. */
  readonly parent: number;
  readonly selfUs: number;
  /** Samples by generated line, from 1, within this node. */
  readonly lineTicks: readonly { readonly line: number; readonly ticks: number }[];
}

/** What every runtime's profile becomes: a call tree with time, idle time kept apart. */
export interface ProfileModel {
  readonly startUs: number;
  readonly endUs: number;
  readonly busyUs: number;
  readonly idleUs: number;
  /** Callers before callees. */
  readonly nodes: readonly ProfileNode[];
}

type Fate = 'busy' | 'idle' | 'ours';

/**
 * V8's profile as a model, from `fromUs` (of the profile's clock) on: windows overlap, and what the window
 * before has told already is left out. A sample stands for the time until the next one.
 */
export function buildModel(raw: RawProfile, fromUs = raw.startTime): ProfileModel {
  const startUs = Math.min(Math.max(fromUs, raw.startTime), raw.endTime);
  const selfUs = selfTimes(raw, startUs);
  const { order, fates } = walk(raw);
  const indexes = new Map<number, number>();
  const nodes: ProfileNode[] = [];
  let busyUs = 0;
  let idleUs = 0;
  for (const { node, parent } of order) {
    const fate = fates.get(node.id) ?? 'busy';
    const own = selfUs.get(node.id) ?? 0;
    if (fate === 'idle') idleUs += own;
    if (fate !== 'busy') continue;
    busyUs += own;
    indexes.set(node.id, nodes.length);
    nodes.push({
      frame: toFrame(node.callFrame),
      parent: indexes.get(parent) ?? -1,
      selfUs: own,
      lineTicks: node.positionTicks ?? [],
    });
  }
  return { startUs, endUs: raw.endTime, busyUs, idleUs, nodes };
}

function selfTimes(raw: RawProfile, startUs: number): Map<number, number> {
  const selfUs = new Map<number, number>();
  let atUs = raw.startTime;
  for (const [index, id] of raw.samples.entries()) {
    atUs += raw.timeDeltas[index] ?? 0;
    const delta = raw.timeDeltas[index + 1];
    const untilUs = delta === undefined ? raw.endTime : atUs + delta;
    const lasted = Math.min(untilUs, raw.endTime) - Math.max(atUs, startUs);
    if (lasted > 0) selfUs.set(id, (selfUs.get(id) ?? 0) + lasted);
  }
  return selfUs;
}

type RawNode = RawProfile['nodes'][number];

/** Callers before callees; V8's own root is no caller. A node below one of our scripts is ours too. */
function walk(raw: RawProfile): {
  order: { node: RawNode; parent: number }[];
  fates: ReadonlyMap<number, Fate>;
} {
  const byId = new Map(raw.nodes.map((node) => [node.id, node]));
  const called = new Set(raw.nodes.flatMap((node) => node.children ?? []));
  const fates = new Map<number, Fate>();
  const order: { node: RawNode; parent: number }[] = [];
  const stack = raw.nodes.filter((node) => !called.has(node.id)).map((node) => ({ node, parent: -1 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, parent } = next;
    if (fates.has(node.id)) continue;
    const isRoot = parent === -1 && node.callFrame.functionName === '(root)';
    fates.set(node.id, fates.get(parent) === 'ours' ? 'ours' : fateOf(node, isRoot));
    if (!isRoot) order.push(next);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) stack.push({ node: child, parent: node.id });
    }
  }
  return { order, fates };
}

function fateOf({ callFrame }: RawNode, isRoot: boolean): Fate {
  if (callFrame.url === OWN_SCRIPT_URL) return 'ours';
  // Samples of the root alone fall before the first real one: nothing is known of them.
  if (isRoot) return 'busy';
  return callFrame.url === '' && callFrame.functionName === '(idle)' ? 'idle' : 'busy';
}

function toFrame(callFrame: RawNode['callFrame']): ProfileFrame {
  return {
    function: callFrame.functionName,
    scriptId: callFrame.scriptId,
    url: callFrame.url,
    line: callFrame.lineNumber,
    column: callFrame.columnNumber,
  };
}
