import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { toDisposable } from '../../../src/base/disposable.ts';
import { Channel, type DuplexPort } from '../../../src/protocol/channel.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const schema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pong'), n: z.int() }),
  z.strictObject({ type: z.literal('news') }),
  z.strictObject({ type: z.literal('failed'), why: z.string() }),
]);
type In = z.infer<typeof schema>;
type Out = { type: 'ping' };

function fakeChannel() {
  const posted: unknown[] = [];
  const listeners = new Set<(message: unknown) => void>();
  const closers = new Set<(why: string) => void>();
  const port: DuplexPort = {
    post: (message) => posted.push(message),
    onMessage(listener) {
      listeners.add(listener);
      return toDisposable(() => listeners.delete(listener));
    },
    onClose(listener) {
      closers.add(listener);
      return toDisposable(() => closers.delete(listener));
    },
  };
  const clock = new FakeClock();
  const channel = new Channel<Out, In>(port, schema, clock);
  const hear = (message: unknown) => {
    for (const listener of [...listeners]) listener(message);
  };
  const close = (why: string) => {
    for (const listener of [...closers]) listener(why);
  };
  return { channel, clock, posted, hear, close, listening: () => listeners.size + closers.size };
}

const pong = (message: In) => {
  if (message.type === 'failed') throw new Error(message.why);
  return message.type === 'pong' ? message.n : undefined;
};

describe('a channel', () => {
  it('answers a request with the first message that fits, and lets others pass', async () => {
    const { channel, posted, hear, clock } = fakeChannel();
    const news: string[] = [];
    channel.onMessage((message) => news.push(message.type));
    const answer = channel.request({ type: 'ping' }, pong, 1000, 'a pong');
    expect(posted).toEqual([{ type: 'ping' }]);
    hear({ type: 'news' });
    hear({ type: 'pong', n: 7 });
    await expect(answer).resolves.toBe(7);
    expect(news).toEqual(['news', 'pong']);
    expect(clock.pending).toBe(0);
  });

  it('rejects a request with what its answer throws', async () => {
    const { channel, hear } = fakeChannel();
    const answer = channel.request({ type: 'ping' }, pong, 1000, 'a pong');
    hear({ type: 'failed', why: 'no ball' });
    await expect(answer).rejects.toThrow('no ball');
  });

  it('rejects a request that is not answered in time', async () => {
    const { channel, clock } = fakeChannel();
    const answer = channel.request({ type: 'ping' }, pong, 1000, 'a pong');
    clock.advance(1000);
    await expect(answer).rejects.toMatchObject({
      code: 'protocol',
      message: 'waited 1000 ms in vain for a pong',
    });
  });

  it('rejects every request that waits when the other end goes, and those after', async () => {
    const { channel, close, posted } = fakeChannel();
    const told: string[] = [];
    channel.onClose((error) => told.push(error.message));
    const waiting = [1, 2].map(() => channel.request(null, pong, 1000, 'a pong'));
    close('gone');
    close('gone again');
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'protocol', message: 'gone' });
    await expect(channel.request({ type: 'ping' }, pong, 1000, 'a pong')).rejects.toThrow('gone');
    expect(told).toEqual(['gone']);
    expect(posted).toEqual([]);
  });

  it('rejects every request that waits when it is disposed of, and listens no more', async () => {
    const { channel, listening, clock } = fakeChannel();
    const waiting = channel.request(null, pong, 1000, 'a pong');
    channel.dispose();
    channel.dispose();
    await expect(waiting).rejects.toMatchObject({ code: 'protocol' });
    expect(listening()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it.each([
    [null],
    ['pong'],
    [{ type: 'pong' }],
    [{ type: 'pong', n: 1, extra: true }],
    [{ type: 'unknown' }],
  ])('lets nothing through that is not in the schema: %j', (message) => {
    const { channel, hear } = fakeChannel();
    const heard: unknown[] = [];
    const wrong: string[] = [];
    channel.onMessage((one) => heard.push(one));
    channel.onInvalid((error) => wrong.push(error.code));
    hear(message);
    expect(heard).toEqual([]);
    expect(wrong).toEqual(['protocol']);
  });
});
