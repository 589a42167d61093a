import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Changes to an editor's settings; null takes a setting away. */
export type SettingsChange = Readonly<Record<string, unknown>>;

/** Merges `change` into a settings.json, which a running editor watches. */
export async function mergeSettings(file: string, change: SettingsChange): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object;
  const after = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  await writeFile(file, JSON.stringify(Object.fromEntries(after), null, 2));
}

/** Nothing that greets, asks, updates or animates. */
export const quietSettings: SettingsChange = {
  'workbench.startupEditor': 'none',
  // A webview that takes the focus late must not close a list that a test types into.
  'workbench.quickOpen.closeOnFocusLost': false,
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
};
