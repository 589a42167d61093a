import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JourneyContext, JourneyOptions } from '../../support/editor/journey.ts';
import { startSampleApi } from '../../support/sampleApi.ts';
import { liveRun } from './liveRun.ts';
import { sampleRun } from './sampleRun.ts';
import { LONG } from './scenario.ts';
import { targetDown } from './targetDown.ts';

export const options: JourneyOptions = {
  workspace: 'sample',
  viewport: { width: 1400, height: 900 },
  timeoutMs: 600_000,
};

/** Journeys 1 and 2 as a user walks them, by clicks alone. */
export async function run(context: JourneyContext): Promise<void> {
  const { workspaceDir } = context;
  await writeFile(join(workspaceDir, 'perf/long.perf.yaml'), LONG);
  const api = await startSampleApi(workspaceDir);
  try {
    await liveRun(context);
    await sampleRun(context);
  } finally {
    await api.stop();
  }
  await targetDown(context);
}
