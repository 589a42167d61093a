import type { SessionEvent } from '../../src/session/event.ts';
import type { PanelOptions, PanelPage } from './panelPage.ts';
import { scenes } from './scenes.ts';

/** Opens a panel that the runner closes again. */
export type Open = (options?: PanelOptions) => Promise<PanelPage>;

/** One thing that a user relies on. Throws where it is not so; what it returns is printed beside its name. */
export interface Case {
  readonly name: string;
  readonly test: (open: Open) => Promise<string | undefined>;
}

export function defineCase(name: string, test: (open: Open) => Promise<string | undefined>): Case {
  return { name, test };
}

/** The events of a scene. @throws where there is no such scene */
export function scene(name: string): readonly SessionEvent[] {
  const events = scenes[name];
  if (!events) throw new Error(`there is no scene ${name}`);
  return events;
}

/** A panel that shows a scene. */
export async function openScene(open: Open, name: string, options?: PanelOptions): Promise<PanelPage> {
  const panel = await open(options);
  await panel.tell(scene(name));
  return panel;
}

/** A scene, and how the panel that shows it looks. */
export interface Look extends PanelOptions {
  readonly name: string;
}

/** Checks one look after the other, each in a document of its own. */
export async function eachLook<T extends Look>(
  open: Open,
  looks: readonly T[],
  check: (panel: PanelPage, look: T) => Promise<void>,
): Promise<void> {
  let panel: PanelPage | undefined;
  for (const look of looks) {
    if (panel) await panel.again(look);
    else panel = await open(look);
    await panel.tell(scene(look.name));
    await check(panel, look);
  }
}
