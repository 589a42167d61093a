import * as vscode from 'vscode';

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
