import * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import type { FromPanel } from '../protocol/panelMessages.ts';
import { COMMANDS } from './commandIds.ts';
import { editorColumn } from './editorColumn.ts';
import { openPlace, showError } from './notice.ts';
import type { RunCommands } from './runCommands.ts';
import type { RunController } from './runController.ts';

/** Does what is asked for in the panel. */
export class PanelActions {
  readonly #runs: RunController;
  readonly #commands: RunCommands;
  readonly #panelColumn: () => number | undefined;
  #frames: { worstFrameMs: number; frames: number } | null = null;

  constructor(runs: RunController, commands: RunCommands, panelColumn: () => number | undefined) {
    this.#runs = runs;
    this.#commands = commands;
    this.#panelColumn = panelColumn;
  }

  /** What the panel last told of its own cost. */
  get frames(): { readonly worstFrameMs: number; readonly frames: number } | null {
    return this.#frames;
  }

  async perform(message: Exclude<FromPanel, { type: 'ready' }>): Promise<void> {
    switch (message.type) {
      case 'stop':
        return this.#commands.stop();
      case 'runAgain':
        return this.#commands.again(message.profiled);
      case 'setBaseline':
        return void (await vscode.commands.executeCommand(COMMANDS.setBaseline));
      case 'openRecord':
        return this.#open(this.#runs.state.recordFile ?? '', 1, 1);
      case 'open':
        return this.#open(message.file, message.line, message.column);
      case 'measured':
        this.#frames = { worstFrameMs: message.worstFrameMs, frames: message.frames };
        return;
      default:
        return assertNever(message);
    }
  }

  async #open(file: string, line: number, column: number): Promise<void> {
    try {
      await openPlace({ file, line, column }, this.#columnFor(file));
    } catch {
      showError({ code: 'file-unreadable', message: `${file || 'The file'} cannot be opened` }, null);
    }
  }

  #columnFor(file: string): vscode.ViewColumn {
    const editors = vscode.window.visibleTextEditors;
    const active = vscode.window.activeTextEditor;
    const columns = [active, ...editors].flatMap((editor) => editor?.viewColumn ?? []);
    const showing = editors.find((editor) => editor.document.uri.fsPath === file)?.viewColumn;
    return editorColumn({ panel: this.#panelColumn(), editors: columns, showing });
  }
}
