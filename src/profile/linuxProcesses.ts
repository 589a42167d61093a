import { open, readdir, readFile, readlink } from 'node:fs/promises';
import { endianness } from 'node:os';
import { hasGoSection } from './elf.ts';
import type { Listener, ProcessFacts, ProcessTable } from './processTable.ts';
import { type ProcSocket, parseProcNet, parseProcStatus } from './procNet.ts';

/** Linux: `/proc`, in 10 to 30 ms. */
export class LinuxProcesses implements ProcessTable {
  async listeners(): Promise<Listener[]> {
    const sockets = (await readSockets()).filter((socket) => socket.state === 'listening');
    const holders = await holdersOf(new Set(sockets.map((socket) => socket.inode)));
    return sockets.map(({ address, port, uid, inode }) => ({
      address,
      port,
      uid,
      pids: holders.get(inode) ?? [],
    }));
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

/** Socket inode to the processes that hold it, as far as this user may look. */
async function holdersOf(inodes: ReadonlySet<number>): Promise<Map<number, number[]>> {
  const holders = new Map<number, number[]>();
  await Promise.all(
    (await allPids()).map(async (pid) => {
      const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
      const links = await Promise.all(fds.map((fd) => readLink(`/proc/${pid}/fd/${fd}`)));
      for (const link of new Set(links)) {
        const inode = Number(/^socket:\[(\d+)\]$/.exec(link ?? '')?.[1]);
        if (inodes.has(inode)) holders.set(inode, [...(holders.get(inode) ?? []), pid]);
      }
    }),
  );
  for (const pids of holders.values()) pids.sort((a, b) => a - b);
  return holders;
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
