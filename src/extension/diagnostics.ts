import * as vscode from 'vscode';
import type { Problem } from '../scenario/problem.ts';
import type { FileConsents } from './fileConsent.ts';
import { isScenarioPath } from './scenarioFiles.ts';
import type { DataFiles } from './scenarioProblems.ts';

/** How long the typing must rest before a file is checked. */
const REST_MS = 250;

/** Marks what is wrong in scenario files as they are typed. */
export class ScenarioDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('hotlap');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #subscriptions: { dispose(): void }[];
  readonly #files: FileConsents;
  /** So that a data file is not read again with every key that is typed. */
  #dataFiles: DataFiles | null = null;

  /** @param files what may be read outside of the workspace folder */
  constructor(files: FileConsents) {
    this.#files = files;
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument((document) => this.#soon(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#soon(document, REST_MS)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#all()),
      files.onChanged(() => this.#all()),
    ];
    this.#all();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const one of this.#subscriptions) one.dispose();
  }

  #all(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  #soon(document: vscode.TextDocument, afterMs: number): void {
    if (document.uri.scheme !== 'file' || !isScenarioPath(document.uri.path)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        void this.#check(document);
      }, afterMs),
    );
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { problemsOf, DataFiles } = await import('./scenarioProblems.ts');
    if (document.isClosed) return;
    this.#dataFiles ??= new DataFiles();
    const root = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? null;
    const data = { root, outside: this.#files.outside, dataFiles: this.#dataFiles };
    const problems = problemsOf(document.getText(), document.uri.fsPath, process.env, data);
    this.#collection.set(document.uri, problems.map(diagnosticOf));
  }

  #forget(document: vscode.TextDocument): void {
    clearTimeout(this.#timers.get(document.uri.toString()));
    this.#timers.delete(document.uri.toString());
    this.#collection.delete(document.uri);
  }
}

function diagnosticOf(problem: Problem): vscode.Diagnostic {
  const range = new vscode.Range(
    problem.line - 1,
    problem.column - 1,
    problem.endLine - 1,
    problem.endColumn - 1,
  );
  const severity =
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const text = problem.hint ? `${problem.message}\n${problem.hint}` : problem.message;
  const diagnostic = new vscode.Diagnostic(range, text, severity);
  diagnostic.source = 'hotlap';
  return diagnostic;
}
