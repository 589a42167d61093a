/** A row of `/proc/net/tcp` or `/proc/net/tcp6`. */
export interface ProcSocket {
  readonly state: 'listening' | 'established' | 'other';
  readonly address: string;
  readonly port: number;
  readonly uid: number;
  readonly inode: number;
}

const STATES: Readonly<Record<string, ProcSocket['state']>> = { '0A': 'listening', '01': 'established' };

/**
 * Reads the text of `/proc/net/tcp` or `/proc/net/tcp6`; lines that do not fit are left out. The kernel
 * prints addresses as 32-bit words in the byte order of the machine.
 */
export function parseProcNet(text: string, byteOrder: 'LE' | 'BE' = 'LE'): ProcSocket[] {
  const sockets: ProcSocket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [address, port] = (fields[1] ?? '').split(':');
    const inode = Number(fields[9]);
    if (!address || !port || !Number.isInteger(inode)) continue;
    sockets.push({
      state: STATES[fields[3] ?? ''] ?? 'other',
      address: parseHexAddress(address, byteOrder),
      port: Number.parseInt(port, 16),
      uid: Number(fields[7]),
      inode,
    });
  }
  return sockets;
}

function parseHexAddress(hex: string, byteOrder: 'LE' | 'BE'): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => {
    const four = (word.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
    return byteOrder === 'LE' ? four.reverse() : four;
  });
  if (bytes.length === 4) return bytes.join('.');
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255) {
    return bytes.slice(12).join('.');
  }
  return formatIpv6(bytes);
}

/** The longest run of zero groups becomes `::`, as RFC 5952 has it. */
function formatIpv6(bytes: readonly number[]): string {
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2)
    groups.push((((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  const runs = [...`${groups.join(':')}:`.matchAll(/(?<![0-9a-f])(?:0:){2,}/g)];
  const longest = runs.sort((a, b) => b[0].length - a[0].length)[0];
  if (!longest) return groups.join(':');
  const text = `${groups.join(':')}:`;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/:$/, '');
  return `${before}::${after}`;
}

/** What `/proc/PID/status` says that matters here. */
export interface ProcStatus {
  readonly uid: number | null;
  readonly parent: number | null;
  readonly handlesSigusr1: boolean | null;
}

/** SIGUSR1 is 10 on every Linux that Node runs on (MIPS, where it is 16, is none). */
const SIGUSR1_BIT = 1n << 9n;

export function parseProcStatus(text: string): ProcStatus {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(text)?.[1];
  const parent = /^PPid:\s+(\d+)/m.exec(text)?.[1];
  const caught = /^SigCgt:\s+([0-9a-f]+)/m.exec(text)?.[1];
  return {
    uid: uid === undefined ? null : Number(uid),
    parent: parent === undefined ? null : Number(parent),
    handlesSigusr1: caught === undefined ? null : (BigInt(`0x${caught}`) & SIGUSR1_BIT) !== 0n,
  };
}
