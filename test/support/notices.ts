import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** The folder of the package that holds `input`, from the project's root; null for our own files. */
function packageFolder(input: string): string | null {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? null;
}

/**
 * Writes the licences of all packages of which something went into the bundles.
 * @throws where a package carries no licence text
 */
export async function writeNotices(
  root: string,
  file: string,
  bundles: readonly { readonly metafile: Metafile }[],
): Promise<void> {
  const inputs = bundles
    .flatMap(({ metafile }) => Object.values(metafile.outputs))
    .flatMap((output) => Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));
  const folders = new Set(inputs.map(([input]) => packageFolder(input)).filter((folder) => folder !== null));
  const notices = await Promise.all([...folders].sort().map((folder) => notice(join(root, folder))));
  await writeFile(
    file,
    `Hotlap contains software of others, under these licences.\n\n${[...new Set(notices)].join('\n')}`,
  );
}

async function notice(folder: string): Promise<string> {
  const meta = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const name = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (name === undefined) throw new Error(`build: ${meta.name} is bundled but carries no licence file`);
  const text = (await readFile(join(folder, name), 'utf8')).trim();
  return `${'-'.repeat(80)}\n${meta.name} ${meta.version} (${meta.license ?? 'see below'})\n\n${text}\n`;
}
