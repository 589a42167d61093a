import { describe, expect, test } from 'vitest';
import { isNode, reasonNotToAttach, reasonNotToSignal, shortCommand } from '../../../src/profile/classify.ts';
import type { ProcessFacts } from '../../../src/profile/processTable.ts';

function facts(over: Partial<ProcessFacts>): ProcessFacts {
  return {
    pid: 4711,
    program: '/usr/bin/node',
    args: ['node', 'dist/server.js'],
    uid: 1000,
    contained: false,
    handlesSigusr1: true,
    go: false,
    clusterWorker: false,
    ...over,
  };
}

test.each([
  '/usr/bin/node',
  '/usr/bin/nodejs',
  '/usr/bin/node-20',
  '/home/ada/.nvm/versions/node/v24.1.0/bin/node',
  '/opt/node22',
  'C:\\Program Files\\nodejs\\node.exe',
])('%s is Node', (program) => {
  expect(isNode(facts({ program }))).toBe(true);
  expect(reasonNotToAttach(facts({ program }), 1000)).toBeNull();
});

describe('never taken for Node, whatever it calls itself', () => {
  test.each([
    ['/usr/bin/python3.11', 'is Python', 'py-spy top --pid 4711'],
    ['/home/ada/.bun/bin/bun', 'is Bun', '--inspect'],
    ['/home/ada/.deno/bin/deno', 'is Deno', '--inspect'],
    ['/usr/lib/jvm/java-17/bin/java', 'is Java', 'jcmd 4711'],
    ['/usr/bin/dotnet', 'is .NET', 'dotnet-trace'],
    ['/usr/bin/ruby3.1', 'is Ruby', 'rbspy record --pid 4711'],
    ['/usr/sbin/php-fpm8.2', 'is PHP', 'Node'],
    ['/usr/share/code/code', 'is Electron', 'node'],
    ['/usr/bin/docker-proxy', 'container', 'Dev Containers'],
    ['/usr/bin/rootlessport', 'container', 'Dev Containers'],
    ['/usr/bin/ssh', 'forwarded', 'machine where the API runs'],
    ['/usr/local/bin/kubectl', 'forwarded', 'machine where the API runs'],
    ['/usr/sbin/nginx', 'is a proxy', 'port of the API itself'],
    ['/home/ada/api/target/release/api', 'is not Node', 'Node'],
    ['/usr/bin/node_exporter', 'is not Node', 'Node'],
    ['/opt/nodemon-rs', 'is not Node', 'Node'],
  ])('%s', (program, message, hint) => {
    const reason = reasonNotToAttach(facts({ program, args: ['node', 'server.js'] }), 1000);
    expect(reason?.code).toBe('profile-unavailable');
    expect(reason?.message).toContain(message);
    expect(reason?.hint).toContain(hint);
  });

  test('a Go program is known by its file', () => {
    const reason = reasonNotToAttach(facts({ program: '/home/ada/api/api', go: true }), 1000);
    expect(reason?.message).toContain('Go program');
    expect(reason?.hint).toContain('pprof');
  });

  test('a program that may not be read', () => {
    expect(reasonNotToAttach(facts({ program: null }), 1000)?.message).toContain('may not be read');
  });
});

test.each([
  ["another user's process", { uid: 33 }, 1000, 'another user (uid 33)'],
  ['in a container', { contained: true }, 1000, 'container'],
])('%s', (_, over, ownUid, message) => {
  expect(reasonNotToAttach(facts(over), ownUid)?.message).toContain(message);
});

test('root may attach to all, and where there are no uids nobody is another', () => {
  expect(reasonNotToAttach(facts({ uid: 33 }), 0)).toBeNull();
  expect(reasonNotToAttach(facts({ uid: null }), null)).toBeNull();
});

test.each([
  ['a Node that catches SIGUSR1', {}, null],
  ['a platform that does not tell', { handlesSigusr1: null }, null],
  ['a Node that would be ended', { handlesSigusr1: false }, '--inspect'],
  ['--disable-sigusr1', { args: ['node', '--disable-sigusr1', 'a.js'] }, '--disable-sigusr1'],
  ['the permission model', { args: ['node', '--permission', 'a.js'] }, '--permission'],
])('signalling: %s', (_, over, hint) => {
  const reason = reasonNotToSignal(facts(over));
  if (hint === null) expect(reason).toBeNull();
  else expect(reason?.hint).toContain(hint);
});

test('the command line is shortened, its program without the folder', () => {
  expect(shortCommand(facts({ args: ['/usr/local/bin/node', 'dist/server.js'] }))).toBe(
    'node dist/server.js',
  );
  const secrets = [
    '--db-password=x1',
    '--token',
    'x2',
    'API_KEY=x3',
    '--db=postgres://a:x4@h/d',
    '--port',
    '80',
  ];
  expect(shortCommand(facts({ args: ['node', 'a.js', ...secrets] }), 200)).toBe(
    'node a.js --db-password=*** --token *** API_KEY=*** --db=postgres://a:***@h/d --port 80',
  );
  expect(shortCommand(facts({ args: [] }))).toBe('node');
  const long = shortCommand(facts({ args: ['node', 'x'.repeat(200)] }), 20);
  expect(long).toHaveLength(20);
  expect(long.endsWith('…')).toBe(true);
});
