import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Hotspot } from '../profile/hotspot.ts';
import { CONTEXT_KEYS } from './commandIds.ts';
import {
  MARK_LEVELS,
  type Mark,
  markHover,
  marksOf,
  markText,
  moveMarks,
  type TextChange,
} from './markModel.ts';

/** Marks the hot lines of the last profiled run in the source, and lets them follow edits. */
export class HotLineMarks implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[];
  #types: readonly vscode.TextEditorDecorationType[] = [];
  #byFile = new Map<string, readonly Mark[]>();

  constructor() {
    this.#subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
    ];
  }

  /** By absolute path, as the profiler told it. */
  get all(): ReadonlyMap<string, readonly Mark[]> {
    return this.#byFile;
  }

  /** Replaces all marks by those of a run. */
  set(hotspots: readonly Hotspot[]): void {
    this.#byFile = marksOf(hotspots);
    if (this.#types.length === 0)
      this.#types = Array.from({ length: MARK_LEVELS }, (_, level) => createType(level));
    this.#draw();
    this.#tellContext();
  }

  clear(): void {
    this.#byFile.clear();
    this.#draw();
    this.#tellContext();
  }

  dispose(): void {
    for (const one of [...this.#subscriptions, ...this.#types]) one.dispose();
  }

  #tellContext(): void {
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.marked, this.#byFile.size > 0);
  }

  #draw(): void {
    if (this.#types.length === 0) return;
    for (const editor of vscode.window.visibleTextEditors) {
      const file = this.#fileOf(editor.document);
      const marks = (file && this.#byFile.get(file)) || [];
      for (const [level, type] of this.#types.entries()) {
        const here = marks.filter((mark) => mark.level === level && mark.line <= editor.document.lineCount);
        editor.setDecorations(
          type,
          here.map((mark) => decorationOf(mark, editor.document)),
        );
      }
    }
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const file = this.#byFile.size > 0 && contentChanges.length > 0 ? this.#fileOf(document) : null;
    let marks = file ? this.#byFile.get(file) : undefined;
    if (!file || !marks) return;
    for (const change of contentChanges) marks = moveMarks(marks, textChange(change, document));
    this.#byFile.set(file, marks);
    this.#draw();
  }

  /** The key under which a document's marks are held: the profiled process may have reached it by a link. */
  #fileOf(document: vscode.TextDocument): string | null {
    if (document.uri.scheme !== 'file') return null;
    const path = document.uri.fsPath;
    if (this.#byFile.has(path)) return path;
    try {
      const real = realpathSync.native(path);
      return this.#byFile.has(real) ? real : null;
    } catch {
      return null;
    }
  }
}

function createType(level: number): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor(`hotlap.hotLine${level + 1}Background`),
    overviewRulerColor: new vscode.ThemeColor('hotlap.hotLineRuler'),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor('hotlap.hotLineText'), margin: '0 0 0 3ch' },
  });
}

function decorationOf(mark: Mark, document: vscode.TextDocument): vscode.DecorationOptions {
  return {
    range: document.lineAt(mark.line - 1).range,
    hoverMessage: new vscode.MarkdownString(markHover(mark, document.uri.fsPath)),
    renderOptions: { after: { contentText: markText(mark) } },
  };
}

function textChange(
  change: vscode.TextDocumentContentChangeEvent,
  document: vscode.TextDocument,
): TextChange {
  const { start, end } = change.range;
  const added = change.text.split('\n');
  const lastLine = start.line + added.length - 1;
  const lastColumn = (added.at(-1)?.length ?? 0) + (added.length === 1 ? start.character : 0);
  const rest = lastLine < document.lineCount ? document.lineAt(lastLine).text.slice(lastColumn) : '';
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    text: change.text,
    restIsBlank: rest.trim() === '',
  };
}
