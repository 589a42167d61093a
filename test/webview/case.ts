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
