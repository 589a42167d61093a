import * as vscode from 'vscode';
import { HotlapError } from '../base/errors.ts';
import { hostQuestion } from './hostQuestion.ts';

const REMEMBERED = 'hotlap.allowedHosts';
const SEND = 'Send Load';

/**
 * Asks whether load may go to a host that is not this machine, showing where its name leads. A yes is kept
 * for this workspace; a no is not, so that the next run asks again.
 * @throws HotlapError `host-not-allowed` on a no, in words for who was asked
 */
export async function askForHost(
  memory: vscode.Memento,
  host: string,
  addresses: readonly string[],
): Promise<boolean> {
  const allowed = () => memory.get<readonly string[]>(REMEMBERED, []);
  if (allowed().includes(host)) return true;
  const { message, detail } = hostQuestion(host, addresses);
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, SEND);
  if (chosen !== SEND) {
    throw new HotlapError({
      code: 'host-not-allowed',
      message: `No load was sent to ${host}: you did not allow it`,
      hint: 'Run the scenario again to be asked again',
    });
  }
  await memory.update(REMEMBERED, [...allowed(), host]);
  return true;
}
