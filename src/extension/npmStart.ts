import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The nearest folder from `folder` upwards whose package.json has a `start` script; null where there is none. */
export async function npmStartFolder(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readFile(join(at, 'package.json'), 'utf8').catch(() => null);
    if (text !== null) return hasStart(text) ? at : null;
    if (dirname(at) === at) return null;
  }
}

function hasStart(packageJson: string): boolean {
  try {
    const { scripts } = JSON.parse(packageJson) as { scripts?: Record<string, unknown> };
    return typeof scripts?.start === 'string';
  } catch {
    return false;
  }
}
