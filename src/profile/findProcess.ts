import { networkInterfaces, platform } from 'node:os';
import { isLoopbackAddress } from '../base/address.ts';
import { type ErrorInfo, HotlapError } from '../base/errors.ts';
import { CONTAINER_HINT, isAnothersProcess, reasonNotToAttach, unavailable } from './classify.ts';
import { LinuxProcesses } from './linuxProcesses.ts';
import { MacProcesses } from './macProcesses.ts';
import {
  type Listener,
  listenerFor,
  type ProcessFacts,
  type ProcessTable,
  plainAddress,
} from './processTable.ts';
import { WindowsProcesses } from './windowsProcesses.ts';

/** Where the API is reached: the addresses that its host name resolved to, and the port. */
export interface ProfileTarget {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** The process that owns the port, and those that do its work: itself, or Node's cluster workers. */
export interface FoundProcess {
  readonly owner: ProcessFacts;
  readonly workers: readonly ProcessFacts[];
}

export function systemProcesses(): ProcessTable {
  if (platform() === 'darwin') return new MacProcesses();
  if (platform() === 'win32') return new WindowsProcesses();
  return new LinuxProcesses();
}

/**
 * From a port to the Node process that answers on it. Sends nothing to any process.
 * @throws HotlapError `profile-unavailable` with why and what to do
 */
export async function findProcess(
  target: ProfileTarget,
  table: ProcessTable,
  ownUid: number | null = process.getuid?.() ?? null,
): Promise<FoundProcess> {
  const listener = listenerFor(await table.listeners(target.port), target.addresses, target.port);
  if (listener === null) throw new HotlapError(nobodyListens(target));
  const holders = await factsOf(listener.pids, table);
  // With several holders (a forked server, cluster's shared handles) the one above the others came first.
  const owner = holders.find((one) => !one.clusterWorker) ?? holders[0];
  if (owner === undefined) throw new HotlapError(holderUnseen(listener, ownUid));
  const reason = reasonNotToAttach(owner, ownUid);
  if (reason) throw new HotlapError(reason);
  const children = await factsOf(await table.children(owner.pid), table);
  const workers = children.filter((one) => one.clusterWorker && reasonNotToAttach(one, ownUid) === null);
  return { owner, workers: workers.length > 0 ? workers : [owner] };
}

async function factsOf(pids: readonly number[], table: ProcessTable): Promise<ProcessFacts[]> {
  const all = await Promise.all(pids.map((pid) => table.facts(pid)));
  return all.filter((facts) => facts !== null);
}

function nobodyListens({ addresses, port }: ProfileTarget): ErrorInfo {
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((one) => one.address));
  const here = addresses.map(plainAddress).some((one) => isLoopbackAddress(one) || own.includes(one));
  if (!here) {
    return unavailable(
      `the target ${addresses.join(', ')} is not on this machine`,
      'run the API here, or Hotlap on the machine where the API runs',
    );
  }
  return unavailable(
    `no process of this machine can be seen to listen on port ${port}`,
    `if the API runs in a container or another network namespace, ${CONTAINER_HINT}`,
  );
}

/** The socket is there and its process is not to be seen. */
function holderUnseen({ port, uid }: Listener, ownUid: number | null): ErrorInfo {
  if (isAnothersProcess(uid, ownUid)) {
    return unavailable(
      `the process that listens on port ${port} belongs to another user (uid ${uid})`,
      'start the API as the user who runs Hotlap, or run Hotlap as the user who runs the API',
    );
  }
  return unavailable(
    `the process that listens on port ${port} cannot be seen from here: it runs in a container or has just ended`,
    CONTAINER_HINT,
  );
}
