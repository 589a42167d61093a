import { toDisposable } from '../../base/disposable.ts';
import type { DuplexPort } from '../../protocol/channel.ts';

/** The IPC of a forked process with its parent. */
export function parentPort(self: NodeJS.Process): DuplexPort {
  return {
    post(message) {
      // A parent that has just gone is told by 'disconnect'; the error here says nothing more.
      self.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage(listener) {
      self.on('message', listener);
      return toDisposable(() => self.off('message', listener));
    },
    onClose(listener) {
      const told = () => listener('the parent process has gone');
      self.once('disconnect', told);
      return toDisposable(() => self.off('disconnect', told));
    },
  };
}
