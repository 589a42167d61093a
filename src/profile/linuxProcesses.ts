import { readdirSync, readlinkSync } from 'node:fs';
import { open, readdir, readFile, readlink } from 'node:fs/promises';
import { endianness } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { hasGoSection } from './elf.ts';
import type { Listener, ProcessFacts, ProcessTable } from './processTable.ts';
import { type ProcSocket, parseProcNet, parseProcStatus } from './procNet.ts';

const AT_A_TIME = 16;

/** Linux: `/proc`, in 10 to 30 ms. */
export class LinuxProcesses implements ProcessTable {
  async listeners(port: number): Promise<Listener[]> {
    const sockets = (await readSockets()).filter((one) => one.state === 'listening' && one.port === port);
    if (sockets.length === 0) return [];
    return withHolders(sockets, await holdersOf(await allPids()));
  }

  async listenersOf(pid: number): Promise<Listener[]> {
    const sockets = (await readSockets()).filter((one) => one.state === 'listening');
    return withHolders(sockets, await holdersOf([pid])).filter((one) => one.pids.includes(pid));
  }

  async facts(pid: number): Promise<ProcessFacts | null> {
    const status = await readText(`/proc/${pid}/status`);
    if (status === null) return null;
    const { uid, handlesSigusr1 } = parseProcStatus(status);
    const link = await readLink(`/proc/${pid}/exe`);
    const environment = (await readText(`/proc/${pid}/environ`)) ?? '';
    return {
      pid,
      // An upgraded program that still runs is shown as deleted.
      program: link?.replace(/ \(deleted\)$/, '') ?? null,
      args: ((await readText(`/proc/${pid}/cmdline`)) ?? '').split('\0').filter((arg) => arg !== ''),
      uid,
      contained: await isContained(pid),
      handlesSigusr1,
      go: await isGo(`/proc/${pid}/exe`),
      clusterWorker: /(?:^|\0)NODE_UNIQUE_ID=/.test(environment),
    };
  }

  async children(pid: number): Promise<number[]> {
    const pids = await allPids();
    const parents = await Promise.all(
      pids.map(async (one) => parseProcStatus((await readText(`/proc/${one}/status`)) ?? '').parent),
    );
    return pids.filter((_, index) => parents[index] === pid);
  }

  async connected(port: number): Promise<boolean> {
    return (await readSockets()).some((socket) => socket.state === 'established' && socket.port === port);
  }
}

async function readSockets(): Promise<ProcSocket[]> {
  const texts = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readText));
  return texts.flatMap((text) => parseProcNet(text ?? '', endianness()));
}

async function allPids(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

function withHolders(sockets: readonly ProcSocket[], holders: ReadonlyMap<number, number[]>): Listener[] {
  return sockets.map(({ address, port, uid, inode }) => ({
    address,
    port,
    uid,
    pids: holders.get(inode) ?? [],
  }));
}

/**
 * Socket inode to the processes that hold it, as far as this user may look. Synchronous calls, since
 * thousands of these in turn through the thread pool take ten times as long; but a few processes at a time.
 */
async function holdersOf(pids: readonly number[]): Promise<Map<number, number[]>> {
  const holders = new Map<number, number[]>();
  for (const [index, pid] of pids.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await setImmediate();
    for (const inode of socketsOf(pid)) holders.set(inode, [...(holders.get(inode) ?? []), pid]);
  }
  return holders;
}

function socketsOf(pid: number): Set<number> {
  const inodes = new Set<number>();
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined) inodes.add(Number(inode));
    }
  } catch {
    // Not ours to look at, or gone meanwhile.
  }
  return inodes;
}

/** A mount namespace of its own alone is no container: systemd's PrivateTmp has one too. */
async function isContained(pid: number): Promise<boolean> {
  const [theirs, ours] = await Promise.all([readLink(`/proc/${pid}/ns/pid`), readLink('/proc/self/ns/pid')]);
  return theirs !== null && ours !== null && theirs !== ours;
}

async function isGo(program: string): Promise<boolean> {
  try {
    const file = await open(program, 'r');
    try {
      return await hasGoSection(async (offset, length) => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      });
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** null where it is gone or not ours to read: processes come and go while we look. */
function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

function readLink(file: string): Promise<string | null> {
  return readlink(file).catch(() => null);
}
