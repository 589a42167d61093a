import { expect, it } from 'vitest';
import { Emitter } from '../../../src/base/event.ts';

it('calls its listeners in the order they subscribed', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  emitter.event((value) => heard.push(`a${value}`));
  emitter.event((value) => heard.push(`b${value}`));
  emitter.fire(1);
  emitter.fire(2);
  expect(heard).toEqual(['a1', 'b1', 'a2', 'b2']);
});

it('calls one function as often as it subscribed, and no more once each has let go', () => {
  const emitter = new Emitter<number>();
  let calls = 0;
  const listener = () => calls++;
  const first = emitter.event(listener);
  const second = emitter.event(listener);
  emitter.fire(1);
  expect(calls).toBe(2);
  first.dispose();
  first.dispose();
  emitter.fire(1);
  expect(calls).toBe(3);
  second.dispose();
  emitter.fire(1);
  expect(calls).toBe(3);
});

it('lets a listener leave, or another come, while it fires', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const first = emitter.event(() => {
    heard.push('first');
    first.dispose();
    emitter.event(() => heard.push('late'));
  });
  emitter.event(() => heard.push('second'));
  emitter.fire(1);
  expect(heard).toEqual(['first', 'second']);
  emitter.fire(2);
  expect(heard).toEqual(['first', 'second', 'second', 'late']);
});

it('is silent once it is disposed', () => {
  const emitter = new Emitter<number>();
  let calls = 0;
  emitter.event(() => calls++);
  emitter.dispose();
  emitter.fire(1);
  expect(calls).toBe(0);
});
