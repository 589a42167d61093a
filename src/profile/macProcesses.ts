import { commandOutput } from './commandOutput.ts';
import type { Listener, ProcessFacts, ProcessTable } from './processTable.ts';

/** macOS: `lsof` and `ps`, which every one has. */
export class MacProcesses implements ProcessTable {
  async listeners(port: number): Promise<Listener[]> {
    return parseLsof(await commandOutput('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpun']));
  }

  async listenersOf(pid: number): Promise<Listener[]> {
    const only = ['-a', '-p', String(pid)];
    return parseLsof(await commandOutput('lsof', ['-nP', ...only, '-iTCP', '-sTCP:LISTEN', '-Fpun']));
  }

  async facts(pid: number): Promise<ProcessFacts | null> {
    // One call a field: a program's path may hold spaces, so columns could not be told apart.
    const field = (format: string) => commandOutput('ps', ['-ww', '-o', format, '-p', String(pid)]);
    const [program, command, uid, withEnvironment] = await Promise.all([
      field('comm='),
      field('args='),
      field('uid='),
      commandOutput('ps', ['-E', '-ww', '-o', 'command=', '-p', String(pid)]),
    ]);
    if (program.trim() === '') return null;
    return {
      pid,
      program: program.trim(),
      args: command.trim().split(' '),
      uid: Number(uid.trim()),
      contained: false,
      handlesSigusr1: null,
      go: false,
      clusterWorker: /\sNODE_UNIQUE_ID=/.test(withEnvironment),
    };
  }

  async children(pid: number): Promise<number[]> {
    return (await commandOutput('pgrep', ['-P', String(pid)])).split('\n').filter(Boolean).map(Number);
  }

  async connected(port: number): Promise<boolean> {
    return (await commandOutput('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:ESTABLISHED', '-Fp'])).trim() !== '';
  }
}

/** Reads `lsof -Fpun`: `p` begins a process, `u` is its user, `n` an address of one of its sockets. */
export function parseLsof(text: string): Listener[] {
  const listeners = new Map<string, Listener>();
  let pid = 0;
  let uid: number | null = null;
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = Number(value);
    else if (line.startsWith('u')) uid = Number(value);
    else if (line.startsWith('n')) {
      const at = value.lastIndexOf(':');
      const address = value.slice(0, at).replace(/^\[|\]$/g, '');
      const pids = listeners.get(value)?.pids ?? [];
      // Once a descriptor: a worker that shares the socket is another process, a `dup` is not.
      if (pids.includes(pid)) continue;
      listeners.set(value, { address, port: Number(value.slice(at + 1)), uid, pids: [...pids, pid] });
    }
  }
  return [...listeners.values()];
}
