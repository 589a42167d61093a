import { expect, test } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { findProcess } from '../../../src/profile/findProcess.ts';
import type { Listener, ProcessFacts, ProcessTable } from '../../../src/profile/processTable.ts';

/** A machine made of data. */
function machine(
  listeners: Listener[],
  processes: (Partial<ProcessFacts> & { pid: number; parent?: number })[],
) {
  const all = processes.map((one) => ({
    program: '/usr/bin/node',
    args: ['node', `${one.pid}.js`],
    uid: 1000,
    contained: false,
    handlesSigusr1: true,
    go: false,
    clusterWorker: false,
    parent: 1,
    ...one,
  }));
  const table: ProcessTable = {
    listeners: async (port) => listeners.filter((one) => one.port === port),
    listenersOf: async (pid) => listeners.filter((one) => one.pids.includes(pid)),
    facts: async (pid) => all.find((one) => one.pid === pid) ?? null,
    children: async (pid) => all.filter((one) => one.parent === pid).map((one) => one.pid),
    connected: async () => false,
  };
  return table;
}

const on = (pids: number[], uid = 1000): Listener => ({ address: '127.0.0.1', port: 3000, pids, uid });
const target = { addresses: ['127.0.0.1'], port: 3000 };

async function pidsOf(table: ProcessTable) {
  const { owner, workers } = await findProcess(target, table, 1000);
  return { owner: owner.pid, workers: workers.map((one) => one.pid) };
}

async function refusal(table: ProcessTable, at = target) {
  const error: unknown = await findProcess(at, table, 1000).then(
    () => null,
    (thrown) => thrown,
  );
  if (!(error instanceof HotlapError)) throw new Error('expected a HotlapError');
  return error.message;
}

test('one process on the port does its own work', async () => {
  expect(await pidsOf(machine([on([7])], [{ pid: 7 }]))).toEqual({ owner: 7, workers: [7] });
});

test('children that are no cluster workers are not profiled', async () => {
  expect(await pidsOf(machine([on([7])], [{ pid: 7 }, { pid: 8, parent: 7 }]))).toEqual({
    owner: 7,
    workers: [7],
  });
});

test("cluster's primary listens, its workers work", async () => {
  const table = machine(
    [on([7])],
    [{ pid: 7 }, { pid: 8, parent: 7, clusterWorker: true }, { pid: 9, parent: 7, clusterWorker: true }],
  );
  expect(await pidsOf(table)).toEqual({ owner: 7, workers: [8, 9] });
});

test('workers that share the socket with their primary', async () => {
  const table = machine([on([7, 8])], [{ pid: 7 }, { pid: 8, parent: 7, clusterWorker: true }]);
  expect(await pidsOf(table)).toEqual({ owner: 7, workers: [8] });
});

test.each([
  ['nobody listens', machine([], []), 'no process of this machine can be seen to listen on port 3000'],
  ["another user's socket", machine([on([], 33)], []), 'another user (uid 33)'],
  ['a holder that cannot be seen', machine([on([])], []), 'runs in a container or has just ended'],
  ['a holder that has just ended', machine([on([7])], []), 'has just ended'],
  ['not Node', machine([on([7])], [{ pid: 7, program: '/usr/bin/python3' }]), 'is Python'],
])('%s', async (_, table, message) => {
  expect(await refusal(table)).toContain(message);
});

test('a target elsewhere', async () => {
  const message = await refusal(machine([], []), { addresses: ['192.0.2.7'], port: 3000 });
  expect(message).toContain('192.0.2.7 is not on this machine');
});
