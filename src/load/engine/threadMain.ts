import { type MessagePort, workerData } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import { planRequesters } from '../client/planRequesters.ts';
import { warmUp } from '../run/warmUp.ts';
import type { Alarm } from '../schedule/alarm.ts';
import { Metronome } from '../schedule/metronome.ts';
import { QueuedClock } from '../schedule/queuedClock.ts';
import { LoadThread } from './loadThread.ts';
import { type FromThread, systemMs, type ThreadData, type ToThread } from './threadMessages.ts';
import { ThreadWatch } from './threadWatch.ts';

/** Of a plan without arrival rates, whose schedulers set none. */
const NO_ALARM: Alarm = { set: () => undefined, dispose: () => undefined };

/** A thread of the engine process that sends load: told what to do by the main thread, which ends it. */
export function threadMain(port: MessagePort): void {
  const send = (message: FromThread) => port.postMessage(message);
  const watch = new ThreadWatch();
  const { isOpen } = workerData as ThreadData;
  // Only the open model needs alarms, and a thread for them, which is to run before the load does.
  const clock = new QueuedClock(systemClock);
  const metronome = isOpen ? new Metronome(systemClock) : null;
  const thread = new LoadThread({
    clock,
    systemMs,
    requesters: ({ plan, pins }, listener) => planRequesters(plan, pins, clock, listener),
    alarm: () => metronome?.alarm() ?? NO_ALARM,
    health: () => watch.read(),
    send,
  });
  port.on('message', (message: ToThread) => thread.receive(message));
  // Rejected, it ends the thread as any error does that nobody catches, and the main thread hears of it.
  const warmed = async () => {
    await Promise.all([warmUp(systemClock), metronome?.started]);
    if (metronome !== null) await warmUp(systemClock, () => metronome.alarm());
  };
  void warmed().then(() => send({ type: 'warm' }));
}
