import { createHash } from 'node:crypto';
import type { CheckStats } from '../metrics/rows.ts';
import type { RunRecord } from './record.ts';

/** A check as k6's summary export tells it. */
export interface ExportedCheck {
  readonly name: string;
  /** `::checkout::status is 200`. */
  readonly path: string;
  readonly id: string;
  readonly passes: number;
  readonly fails: number;
}

/** A group with its checks and the groups in it, by name. */
export interface ExportedGroup {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly groups: Record<string, ExportedGroup>;
  readonly checks: Record<string, ExportedCheck>;
}

/** k6's `root_group`: the groups in each other, each with its checks. */
export function rootGroup({ groups, checks }: Pick<RunRecord, 'groups' | 'checks'>): ExportedGroup {
  const root = emptyGroup('', '');
  for (const { path } of groups) groupAt(root, path);
  for (const check of checks) groupAt(root, check.group).checks[check.name] = exportCheck(check);
  return root;
}

/** The group of a path, `::checkout::login`, made where it is not there yet. */
function groupAt(root: ExportedGroup, path: string): ExportedGroup {
  let at = root;
  for (const name of path.split('::').slice(1)) {
    const inner = at.groups[name] ?? emptyGroup(name, `${at.path}::${name}`);
    at.groups[name] = inner;
    at = inner;
  }
  return at;
}

/** Without a prototype: a group or a check may be called `constructor`. */
function emptyGroup(name: string, path: string): ExportedGroup {
  return { name, path, id: md5(path), groups: Object.create(null), checks: Object.create(null) };
}

function exportCheck({ name, group, passes, fails }: CheckStats): ExportedCheck {
  const path = `${group}::${name}`;
  return { name, path, id: md5(path), passes, fails };
}

/** k6's identity of a group or check; no secret hangs on it. */
function md5(path: string): string {
  return createHash('md5').update(path).digest('hex');
}
