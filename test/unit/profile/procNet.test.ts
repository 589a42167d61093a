import { describe, expect, test } from 'vitest';
import { parseProcNet, parseProcStatus } from '../../../src/profile/procNet.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

function row(local: string, state: string, uid = 1000, inode = 43018): string {
  return `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 00000000de8c2e65 100 0 0 10 0\n`;
}

describe('/proc/net/tcp', () => {
  test.each([
    ['IPv4 loopback', '0100007F:0BB8', '127.0.0.1', 3000],
    ['any IPv4 address', '00000000:0050', '0.0.0.0', 80],
    ['a LAN address', '0A01A8C0:2328', '192.168.1.10', 9000],
    ['IPv6 loopback', '00000000000000000000000001000000:0BB8', '::1', 3000],
    ['any IPv6 address', '00000000000000000000000000000000:0BB8', '::', 3000],
    ['IPv4 mapped into IPv6', '0000000000000000FFFF00000100007F:0BB8', '127.0.0.1', 3000],
    [
      'an IPv6 address with two runs of zeros',
      'B80D0120000000000000010001000000:0001',
      '2001:db8::1:0:0:1',
      1,
    ],
    ['a full IPv6 address', '0100FE80030002000500040007000600:0001', '80fe:1:2:3:4:5:6:7', 1],
  ])('%s', (_, local, address, port) => {
    expect(parseProcNet(HEAD + row(local, '0A'))).toEqual([
      { state: 'listening', address, port, uid: 1000, inode: 43018 },
    ]);
  });

  test('tells listening from established from all else', () => {
    const text = HEAD + row('0100007F:0001', '0A') + row('0100007F:0002', '01') + row('0100007F:0003', '06');
    expect(parseProcNet(text).map((one) => one.state)).toEqual(['listening', 'established', 'other']);
  });

  test('a big-endian machine prints words the other way round', () => {
    expect(parseProcNet(HEAD + row('7F000001:0BB8', '0A'), 'BE')[0]?.address).toBe('127.0.0.1');
  });

  test('lines that do not fit are left out', () => {
    expect(parseProcNet('')).toEqual([]);
    expect(parseProcNet(`${HEAD}garbage\n\n   1: nonsense\n`)).toEqual([]);
  });
});

describe('/proc/PID/status', () => {
  const status = (caught: string) =>
    `Name:\tMainThread\nPPid:\t41\nUid:\t1000\t1001\t1000\t1000\nSigIgn:\t0000000000001000\nSigCgt:\t${caught}\n`;

  test.each([
    ['Node catches SIGUSR1 (bit 10)', '0000000108004602', true],
    ['Python does not', '0000000100000002', false],
    ['only SIGUSR1', '0000000000000200', true],
  ])('%s', (_, caught, handles) => {
    expect(parseProcStatus(status(caught))).toEqual({ uid: 1001, parent: 41, handlesSigusr1: handles });
  });

  test('what is missing is not known', () => {
    expect(parseProcStatus('')).toEqual({ uid: null, parent: null, handlesSigusr1: null });
  });
});
