import { Worker } from 'node:worker_threads';
import { toErrorInfo } from '../../base/errors.ts';
import type { ThreadPort } from './threadCrew.ts';
import type { FromThread, ThreadData } from './threadMessages.ts';

/** Starts a thread that sends load. @param file the engine's own, which knows by itself that it is in a thread */
export function startThread(file: string, data: ThreadData): ThreadPort {
  const worker = new Worker(file, { execArgv: [], workerData: data });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.on('message', (message: FromThread) => listener(message));
    },
    onEnd: (listener) => {
      worker.on('error', (thrown) => listener(toErrorInfo(thrown).message));
      worker.on('messageerror', (thrown) => listener(toErrorInfo(thrown).message));
      worker.on('exit', (code) => listener(`exit code ${code}`));
    },
    terminate: () => {
      worker.terminate().catch(() => undefined);
    },
  };
}
