import * as vscode from 'vscode';
import type { Completion } from '../scenario/assist/completion.ts';

/** Completion from the schema, where no other extension knows it. */
export const scenarioCompletions: vscode.CompletionItemProvider = {
  async provideCompletionItems(document, position) {
    const { complete } = await import('./language.ts');
    return complete(document.getText(), position.line + 1, position.character + 1).map(itemOf);
  },
};

/** What a key means, from the schema. */
export const scenarioHovers: vscode.HoverProvider = {
  async provideHover(document, position) {
    const { hover } = await import('./language.ts');
    const found = hover(document.getText(), position.line + 1, position.character + 1);
    if (!found) return null;
    const { line, column, endLine, endColumn } = found.range;
    const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
    return new vscode.Hover(new vscode.MarkdownString(found.markdown), range);
  },
};

const ITEM_KINDS: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  snippet: vscode.CompletionItemKind.Snippet,
};

function itemOf(completion: Completion): vscode.CompletionItem {
  const { kind, label, insertText, detail, documentation, range, sortText, continues } = completion;
  const item = new vscode.CompletionItem(label, ITEM_KINDS[kind]);
  item.insertText = new vscode.SnippetString(insertText);
  item.range = new vscode.Range(range.line - 1, range.column - 1, range.endLine - 1, range.endColumn - 1);
  item.sortText = sortText;
  if (detail) item.detail = detail;
  if (documentation) item.documentation = new vscode.MarkdownString(documentation);
  if (continues) item.command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
  return item;
}
