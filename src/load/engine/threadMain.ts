import type { MessagePort } from 'node:worker_threads';
import { systemClock } from '../../base/clock.ts';
import type { Alarm } from '../alarm.ts';
import { Metronome } from '../metronome.ts';
import { warmUp } from '../warmUp.ts';
import { LoadThread } from './loadThread.ts';
import { planRequesters } from './planRequesters.ts';
import { type FromThread, systemMs, type ToThread } from './threadMessages.ts';
import { ThreadWatch } from './threadWatch.ts';

/** A thread of the engine process that sends load: told what to do by the main thread, which ends it. */
export function threadMain(port: MessagePort): void {
  const send = (message: FromThread) => port.postMessage(message);
  const watch = new ThreadWatch();
  const alarms = lazyAlarms();
  const thread = new LoadThread({
    clock: systemClock,
    systemMs,
    requesters: ({ plan, pins }, onFailed) => planRequesters(plan, pins, systemClock, onFailed),
    alarm: () => alarms.alarm(),
    health: () => watch.read(),
    send,
  });
  port.on('message', (message: ToThread) => thread.receive(message));
  // Rejected, it ends the thread as any error does that nobody catches, and the main thread hears of it.
  void warmUp(systemClock).then(() => send({ type: 'warm' }));
}

/** Only the open model needs them, and a thread for them. */
function lazyAlarms(): { alarm(): Alarm } {
  let metronome: Metronome | null = null;
  return {
    alarm() {
      metronome ??= new Metronome(systemClock);
      return metronome.alarm();
    },
  };
}
