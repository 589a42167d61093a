import { flushCompileCache } from 'node:module';
import { isMainThread, parentPort as threadPort } from 'node:worker_threads';
import * as z from 'zod';
import { systemClock } from '../../base/clock.ts';
import { toErrorInfo } from '../../base/errors.ts';
import { Channel } from '../../protocol/channel.ts';
import {
  ENGINE_PROTOCOL,
  type FromEngine,
  type ToEngine,
  toEngineSchema,
} from '../../protocol/engineMessages.ts';
import { QueuedClock } from '../schedule/queuedClock.ts';
import { EngineProcess } from './engineProcess.ts';
import { parentPort } from './parentPort.ts';
import { boundRegularExpressions } from './regularExpressions.ts';
import { threadMain } from './threadMain.ts';
import { startThread } from './workerPort.ts';

/** Where Node was told to keep compiled code (NODE_COMPILE_CACHE); Node 20 has no such thing. */
const flushCompiledCode: typeof flushCompileCache | undefined = flushCompileCache;

/**
 * The engine process: started by `runner/engineRunner.ts`, told what to do over IPC, gone when its parent is.
 */
function main(): void {
  // It would compile each schema before its first use: for a few messages, in the time that a start takes.
  z.config({ jitless: true });
  boundRegularExpressions();
  const leave = (code: number) => process.exit(code);
  if (process.send === undefined) {
    process.stderr.write('hotlap: the engine is started by hotlap itself, not by hand\n');
    leave(2);
    return;
  }
  // A terminal sends these to the whole group; the parent decides what they mean.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('SIGTERM', () => leave(0));
  const channel = new Channel<FromEngine, ToEngine>(parentPort(process), toEngineSchema, systemClock);
  // The parent is gone: nobody is left to tell the result to.
  channel.onClose(() => leave(0));
  const engine = new EngineProcess({
    clock: new QueuedClock(systemClock),
    startThread: (data) => startThread(import.meta.filename, data),
    send: (message) => channel.send(message),
    sendLast: (message) => process.send?.(message, undefined, undefined, () => leave(0)),
  });
  const fail = (thrown: unknown) => engine.fail(toErrorInfo(thrown));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  channel.onInvalid(fail);
  channel.onMessage((message) => engine.receive(message));
  channel.send({ type: 'hello', protocol: ENGINE_PROTOCOL, pid: process.pid });
  // The parent ends this process without notice, so the code that it may keep is written while nothing is measured.
  void engine.warmUp().ended.then(() => flushCompiledCode?.());
}

if (isMainThread) main();
else if (threadPort !== null) threadMain(threadPort);
