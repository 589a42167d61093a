import { describe, expect, test } from 'vitest';
import { parseLsof } from '../../../src/profile/macProcesses.ts';
import { type Listener, listenerFor } from '../../../src/profile/processTable.ts';
import { parseCimProcess, parseNetstat } from '../../../src/profile/windowsProcesses.ts';

describe('which listener a connection reaches', () => {
  const listener = (address: string, pid: number, port = 3000): Listener => ({
    address,
    port,
    pids: [pid],
    uid: 1,
  });

  test.each([
    ['the exact address before a wildcard', ['0.0.0.0', '127.0.0.1'], ['127.0.0.1'], 2],
    ['a wildcard where there is no exact one', ['0.0.0.0'], ['127.0.0.1'], 1],
    ['an IPv6 wildcard also takes IPv4', ['::'], ['127.0.0.1'], 1],
    ['an IPv4 wildcard takes no IPv6', ['0.0.0.0'], ['::1'], null],
    [
      'the first address that is listened on, as the connection tries them',
      ['127.0.0.1'],
      ['::1', '127.0.0.1'],
      1,
    ],
    ['IPv4 mapped into IPv6', ['::ffff:127.0.0.1'], ['127.0.0.1'], 1],
    ['brackets are no part of an address', ['::1'], ['[::1]'], 1],
    ['another loopback address is another listener', ['127.0.0.2'], ['127.0.0.1'], null],
  ])('%s', (_, listening, addresses, expected) => {
    const listeners = listening.map((address, index) => listener(address, index + 1));
    expect(listenerFor(listeners, addresses, 3000)?.pids[0] ?? null).toBe(expected);
  });

  test('another port is another listener', () => {
    expect(listenerFor([listener('127.0.0.1', 1, 3001)], ['127.0.0.1'], 3000)).toBeNull();
  });
});

test('lsof: processes, users, addresses; a shared socket has all its processes', () => {
  const text =
    'p501\nu1000\nf21\nn127.0.0.1:3000\nf22\nn[::1]:3000\np502\nu1000\nf9\nn127.0.0.1:3000\nf10\nn127.0.0.1:3000\np88\nu0\nf4\nn*:22\n';
  expect(parseLsof(text)).toEqual([
    { address: '127.0.0.1', port: 3000, uid: 1000, pids: [501, 502] },
    { address: '::1', port: 3000, uid: 1000, pids: [501] },
    { address: '*', port: 22, uid: 0, pids: [88] },
  ]);
  expect(parseLsof('')).toEqual([]);
});

test('netstat: listeners by their peer, in any language', () => {
  const text = [
    '',
    'Aktive Verbindungen',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  TCP    127.0.0.1:3000         0.0.0.0:0              ABHÖREN          4711',
    '  TCP    [::1]:3000             [::]:0                 ABHÖREN          4711',
    '  TCP    127.0.0.1:3000         127.0.0.1:50123        HERGESTELLT      4711',
    '  UDP    0.0.0.0:5353           *:*                                     99',
  ].join('\r\n');
  expect(parseNetstat(text)).toEqual([
    { address: '127.0.0.1', port: 3000, pid: 4711, listening: true, connected: false },
    { address: '::1', port: 3000, pid: 4711, listening: true, connected: false },
    { address: '127.0.0.1', port: 3000, pid: 4711, listening: false, connected: true },
  ]);
});

describe('Win32_Process', () => {
  test('a path with spaces stays whole', () => {
    const text = JSON.stringify({
      ProcessId: 4711,
      ExecutablePath: 'C:\\Program Files\\nodejs\\node.exe',
      CommandLine: '"C:\\Program Files\\nodejs\\node.exe"  dist\\server.js --port=3000',
    });
    expect(parseCimProcess(text)).toMatchObject({
      pid: 4711,
      program: 'C:\\Program Files\\nodejs\\node.exe',
      args: ['C:\\Program Files\\nodejs\\node.exe', 'dist\\server.js', '--port=3000'],
    });
  });

  test.each(['', '\r\n', 'no JSON', '{"ProcessId":"x"}'])('nothing to be had from %j', (text) => {
    expect(parseCimProcess(text)).toBeNull();
  });
});
