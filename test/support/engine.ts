import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineRunner } from '../../src/runner/engineRunner.ts';
import type { Plan } from '../../src/scenario/plan/plan.ts';
import type { LoadHandle, LoadResult } from '../../src/session/ports.ts';
import { bundleEngine } from './build.ts';

/** The real engine, bundled for a test file; `remove` it afterwards. */
export interface TestEngine {
  readonly file: string;
  readonly runner: EngineRunner;
  /** A load that is ready, its target checked. */
  prepare(plan: Plan): Promise<LoadHandle>;
  /** Runs a plan to its end. */
  run(plan: Plan): Promise<LoadResult>;
  remove(): Promise<void>;
}

export async function buildEngine(): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'hotlap-engine-'));
  const file = join(folder, 'engine.cjs');
  await bundleEngine(file);
  const runner = new EngineRunner({ engineFile: file });
  const prepare = (plan: Plan) => runner.prepare(plan, { '127.0.0.1': ['127.0.0.1'] });
  return {
    file,
    runner,
    prepare,
    async run(plan) {
      const load = await prepare(plan);
      load.begin();
      return load.result;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Waits until `holds`, looking every 20 ms. @throws after `limitMs` */
export async function until(
  what: string,
  limitMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
