import { describe, expect, it } from 'vitest';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';

describe('toDisposable', () => {
  it('runs once, however often it is disposed', () => {
    let runs = 0;
    const disposable = toDisposable(() => runs++);
    disposable.dispose();
    disposable.dispose();
    expect(runs).toBe(1);
  });
});

describe('DisposableStore', () => {
  it('lets go in reverse order, once', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push('first')));
    store.add(toDisposable(() => order.push('second')));
    store.dispose();
    store.dispose();
    expect(order).toEqual(['second', 'first']);
  });

  it('lets go at once of what comes too late', () => {
    const store = new DisposableStore();
    store.dispose();
    let gone = false;
    store.add(toDisposable(() => (gone = true)));
    expect(gone).toBe(true);
  });

  it('gives back what it was given', () => {
    const store = new DisposableStore();
    const item = toDisposable(() => {});
    expect(store.add(item)).toBe(item);
    store.dispose();
  });
});
