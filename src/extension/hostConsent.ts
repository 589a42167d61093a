import * as vscode from 'vscode';

const REMEMBERED = 'hotlap.allowedHosts';
const SEND = 'Send Load';

/**
 * Asks whether load may go to a host that is not this machine, showing where its name leads. A yes is kept
 * for this workspace; a no is not, so that the next run asks again.
 */
export async function askForHost(
  memory: vscode.Memento,
  host: string,
  addresses: readonly string[],
): Promise<boolean> {
  const allowed = memory.get<readonly string[]>(REMEMBERED, []);
  if (allowed.includes(host)) return true;
  const where = addresses.join(', ');
  const chosen = await vscode.window.showWarningMessage(
    `Send load to ${host}?`,
    {
      modal: true,
      detail: `${host} is not this machine: it resolves to ${where}. Load-test only what is yours or what you have leave to test. Hotlap remembers a yes for this workspace.`,
    },
    SEND,
  );
  if (chosen !== SEND) return false;
  await memory.update(REMEMBERED, [...memory.get<readonly string[]>(REMEMBERED, []), host]);
  return true;
}
