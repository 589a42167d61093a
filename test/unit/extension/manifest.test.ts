import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS, PANEL_VIEW_TYPE } from '../../../src/extension/commandIds.ts';
import { MARK_LEVELS } from '../../../src/extension/markModel.ts';
import { SCENARIO_GLOB } from '../../../src/extension/scenarioFiles.ts';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly colors: readonly { readonly id: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string } }[];
    }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { contributes } = manifest;

describe('the manifest', () => {
  it('contributes the commands under one category, with these titles', () => {
    expect(
      contributes.commands.map(({ command, title, category }) => [command, `${category}: ${title}`]),
    ).toEqual([
      [COMMANDS.run, 'Hotlap: Run Scenario…'],
      [COMMANDS.runWithProfiler, 'Hotlap: Run Scenario with Profiler…'],
      [COMMANDS.runSuite, 'Hotlap: Run Suite…'],
      [COMMANDS.stop, 'Hotlap: Stop'],
      [COMMANDS.showPanel, 'Hotlap: Show Panel'],
      [COMMANDS.createScenario, 'Hotlap: Create Scenario…'],
      [COMMANDS.setBaseline, 'Hotlap: Set Last Run as Baseline'],
      [COMMANDS.openSample, 'Hotlap: Open Sample'],
      [COMMANDS.clearMarks, 'Hotlap: Clear Hot Line Marks'],
      [COMMANDS.forgetSecret, 'Hotlap: Forget Secret…'],
      [COMMANDS.forgetFile, 'Hotlap: Forget Allowed File…'],
    ]);
  });

  it('has each command told in README', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const { category, title } of contributes.commands)
      expect(readme).toContain(`\`${category}: ${title}\``);
  });

  it('names in its menus only commands that there are', () => {
    const known = contributes.commands.map(({ command }) => command);
    for (const entry of Object.values(contributes.menus).flat()) expect(known).toContain(entry.command);
  });

  it('activates only where it is needed', () => {
    expect(manifest.activationEvents).toEqual([
      'onLanguage:yaml',
      `workspaceContains:${SCENARIO_GLOB}`,
      `onWebviewPanel:${PANEL_VIEW_TYPE}`,
    ]);
  });

  it('has a colour for every step of the marks', () => {
    const ids = contributes.colors.map(({ id }) => id);
    for (let level = 1; level <= MARK_LEVELS; level += 1)
      expect(ids).toContain(`hotlap.hotLine${level}Background`);
  });

  it('says what it does not do in a workspace that is not trusted', () => {
    const { supported, description } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe('limited');
    expect(description).toContain('nothing is run');
  });

  it('names only files that there are', () => {
    const steps = contributes.walkthroughs.flatMap(({ steps: all }) => all);
    for (const file of [manifest.icon, ...steps.map(({ media }) => media.markdown)])
      expect(existsSync(file)).toBe(true);
  });
});
