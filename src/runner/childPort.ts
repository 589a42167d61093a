import type { ChildProcess } from 'node:child_process';
import { toDisposable } from '../base/disposable.ts';
import type { DuplexPort } from '../protocol/channel.ts';

/** The IPC with a forked child. It closes when the child has ended. */
export function childPort(child: ChildProcess): DuplexPort {
  return {
    post(message) {
      // A child that has just gone is told by 'close'; the error here says nothing more.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage(listener) {
      child.on('message', listener);
      return toDisposable(() => child.off('message', listener));
    },
    onClose(listener) {
      const onError = (error: Error) => listener(`the engine process could not be started: ${error.message}`);
      const onClose = (code: number | null, signal: string | null) =>
        listener(`the engine process has ended (${signal ?? `exit code ${code}`})`);
      child.once('error', onError);
      child.once('close', onClose);
      return toDisposable(() => {
        child.off('error', onError);
        child.off('close', onClose);
      });
    },
  };
}
