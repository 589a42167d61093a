import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromPanel, ToPanel } from '../protocol/panelMessages.ts';
import type { SessionEvent } from '../session/event.ts';
import type { SessionState } from '../session/state.ts';
import type { SuiteState } from '../session/suiteState.ts';
import { PANEL_VIEW_TYPE } from './commandIds.ts';
import { panelHtml } from './panelHtml.ts';

/** Events within this time travel in one message. */
const BATCH_MS = 30;

/** What the panel shows, and who hears what is clicked in it. */
export interface PanelSource {
  readonly state: SessionState;
  readonly suite: SuiteState | null;
  onMessage(message: Exclude<FromPanel, { type: 'ready' }>): void;
}

/**
 * The one webview beside the code. A hidden webview keeps nothing: when it is shown again (or the window was
 * reloaded) its script says `ready` and gets the whole state, then increments.
 */
export class Panel implements vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #source: PanelSource;
  #view: vscode.WebviewPanel | null = null;
  #ready = false;
  #waiting: SessionEvent[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(extensionUri: vscode.Uri, source: PanelSource) {
    this.#extensionUri = extensionUri;
    this.#source = source;
  }

  /** undefined where there is no panel. */
  get viewColumn(): vscode.ViewColumn | undefined {
    return this.#view?.viewColumn;
  }

  /** Brings the panel to the front beside the code, without taking the focus from it. */
  show(): void {
    if (this.#view) {
      if (!this.#view.visible) this.#view.reveal(this.#view.viewColumn, true);
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#attach(
      vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Hotlap', column, { enableScripts: true }),
    );
  }

  /** Takes over a panel that the editor brought back after a reload of the window. */
  adopt(view: vscode.WebviewPanel): void {
    this.#view?.dispose();
    this.#attach(view);
  }

  /** Tells the panel what happened, with what else happens within {@link BATCH_MS}. */
  send(event: SessionEvent): void {
    if (!this.#ready) return;
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Sends the whole state: for what changed by other ways than events. */
  hydrate(): void {
    if (!this.#ready) return;
    this.#waiting = [];
    const { state, suite } = this.#source;
    this.#post({ type: 'hydrate', state, suite });
  }

  /** Tells how the suite stands. */
  sendSuite(): void {
    if (this.#ready) this.#post({ type: 'suite', suite: this.#source.suite });
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#view?.dispose();
  }

  #attach(view: vscode.WebviewPanel): void {
    this.#view = view;
    this.#ready = false;
    const { webview } = view;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [this.#uri('dist'), this.#uri('media')],
    };
    view.iconPath = {
      light: this.#uri('media', 'panel-light.svg'),
      dark: this.#uri('media', 'panel-dark.svg'),
    };
    webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    view.onDidChangeViewState(() => {
      if (!view.visible) this.#ready = false;
    });
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = null;
      this.#ready = false;
    });
    webview.html = panelHtml({
      script: webview.asWebviewUri(this.#uri('dist', 'webview.js')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString('base64'),
    });
  }

  async #receive(message: unknown): Promise<void> {
    const { fromPanelSchema } = await import('../protocol/panelMessages.ts');
    const parsed = fromPanelSchema.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.type === 'ready') {
      this.#ready = true;
      this.hydrate();
    } else {
      this.#source.onMessage(parsed.data);
    }
  }

  #flush(): void {
    this.#timer = null;
    const events = this.#waiting;
    this.#waiting = [];
    if (this.#ready && events.length > 0) this.#post({ type: 'events', events });
  }

  #post(message: ToPanel): void {
    void this.#view?.webview.postMessage(message);
  }

  #uri(...path: string[]): vscode.Uri {
    return vscode.Uri.joinPath(this.#extensionUri, ...path);
  }
}
