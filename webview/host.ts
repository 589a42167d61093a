import type { FromPanel, ToPanel } from '../src/protocol/panelMessages.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The panel's side of the wire to the extension. */
export interface Host {
  post(message: FromPanel): void;
  /** What {@link remember} kept, also after the panel was hidden or reloaded. */
  recall(): unknown;
  remember(state: unknown): void;
  /** Calls back for every message of the host. */
  listen(receive: (message: ToPanel) => void): void;
}

function isToPanel(data: unknown): data is ToPanel {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  return data.type === 'hydrate' || data.type === 'events' || data.type === 'suite';
}

/** Connects to VS Code. May be called once only: VS Code gives its handle once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    recall: () => api.getState(),
    remember: (state) => api.setState(state),
    listen: (receive) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isToPanel(event.data)) receive(event.data);
      });
    },
  };
}
