import * as z from 'zod';
import { commandOutput } from './commandOutput.ts';
import type { Listener, ProcessFacts, ProcessTable } from './processTable.ts';
import { plainAddress } from './processTable.ts';

/** Windows: `netstat` for ports, PowerShell's CIM for processes. */
export class WindowsProcesses implements ProcessTable {
  async listeners(port: number): Promise<Listener[]> {
    return (await readListeners()).filter((one) => one.port === port);
  }

  async listenersOf(pid: number): Promise<Listener[]> {
    return (await readListeners()).filter((one) => one.pids.includes(pid));
  }

  async facts(pid: number): Promise<ProcessFacts | null> {
    const text = await query(`ProcessId=${Math.trunc(pid)}`, 'ProcessId,ExecutablePath,CommandLine');
    return parseCimProcess(text);
  }

  async children(pid: number): Promise<number[]> {
    const text = await query(`ParentProcessId=${Math.trunc(pid)}`, 'ProcessId');
    return (text.match(/\d+/g) ?? []).map(Number);
  }

  async connected(port: number): Promise<boolean> {
    const rows = parseNetstat(await commandOutput('netstat', ['-ano']));
    return rows.some((row) => row.port === port && row.connected);
  }
}

async function readListeners(): Promise<Listener[]> {
  return parseNetstat(await commandOutput('netstat', ['-ano'])).flatMap((row) =>
    row.listening ? [{ address: row.address, port: row.port, uid: null, pids: [row.pid] }] : [],
  );
}

function query(filter: string, fields: string): Promise<string> {
  const script = `Get-CimInstance Win32_Process -Filter '${filter}' | Select-Object ${fields} | ConvertTo-Json -Compress`;
  return commandOutput('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
}

interface NetstatRow {
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  readonly listening: boolean;
  readonly connected: boolean;
}

/** Reads `netstat -ano`. The words for the states are translated, so a listener is known by its peer's port 0. */
export function parseNetstat(text: string): NetstatRow[] {
  const rows: NetstatRow[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [protocol, local, peer, , pid] = line.trim().split(/\s+/);
    if (protocol !== 'TCP' || !local || !peer || !pid) continue;
    const at = local.lastIndexOf(':');
    const listening = peer.endsWith(':0');
    rows.push({
      address: plainAddress(local.slice(0, at)),
      port: Number(local.slice(at + 1)),
      pid: Number(pid),
      listening,
      // Closing ones count too: to think somebody is there is the safe mistake.
      connected: !listening,
    });
  }
  return rows;
}

const cimProcessSchema = z.object({
  ProcessId: z.int(),
  ExecutablePath: z.string().nullable(),
  CommandLine: z.string().nullable(),
});

/** Reads what ConvertTo-Json made of a Win32_Process; null where there was none. */
export function parseCimProcess(text: string): ProcessFacts | null {
  if (text.trim() === '') return null;
  const found = cimProcessSchema.safeParse(parseJson(text));
  if (!found.success) return null;
  return {
    pid: found.data.ProcessId,
    program: found.data.ExecutablePath,
    args: splitCommandLine(found.data.CommandLine ?? ''),
    uid: null,
    contained: false,
    handlesSigusr1: null,
    go: false,
    clusterWorker: false,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Splits at spaces outside of double quotes. */
function splitCommandLine(text: string): string[] {
  return (text.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((arg) => arg.replaceAll('"', ''));
}
