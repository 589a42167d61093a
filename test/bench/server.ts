import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { until } from '../support/editor/until.ts';
import { onCore, SERVER_CORE } from './core.ts';

export interface BenchServer {
  readonly name: string;
  readonly origin: string;
  /** Requests answered so far, those of its own count not among them. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
export const ANSWER = '{"status":"ok"}';

/** nginx with one worker where it is installed, else our own lean server; on its core. */
export async function startServer(): Promise<BenchServer> {
  const nginx = await run('nginx', ['-v']).then(
    ({ stderr }) => stderr.trim().replace(/^nginx version: /, ''),
    () => null,
  );
  return nginx === null ? startLean() : startNginx(nginx);
}

/** A server of this folder on its core, that tells one line each time it is asked. */
export interface LineServer {
  readonly origin: string;
  ask(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * For a server that notes when something came: V8 is not to compile its code a third time meanwhile, on threads that
 * take its core for milliseconds, by which each generator would seem late.
 */
export const WITNESS = ['--no-turbofan'] as const;

/** Starts `file`, which prints its port, and on SIGUSR2 one line. @param flags of Node */
export async function startLineServer(file: string, flags: readonly string[] = []): Promise<LineServer> {
  const script = join(import.meta.dirname, file);
  const [program, ...args] = onCore(SERVER_CORE, process.execPath, ...flags, script);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [port] = (await once(lines, 'line')) as [string];
  return {
    origin: `http://127.0.0.1:${port}`,
    async ask() {
      const said = once(lines, 'line');
      child.kill('SIGUSR2');
      const [line] = (await said) as [string];
      return line;
    },
    stop: () => end(child),
  };
}

async function startLean(): Promise<BenchServer> {
  const { origin, ask, stop } = await startLineServer('leanServer.ts');
  return { name: 'lean node:net server', origin, requests: async () => Number(await ask()), stop };
}

async function startNginx(name: string): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hotlap-nginx-'));
  const port = await freePort();
  const config = `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server {
    listen 127.0.0.1:${port} backlog=2048;
    location / { return 200 '${ANSWER}'; }
    location = /bench-status { stub_status; }
  }
}`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const [program, ...args] = onCore(SERVER_CORE, 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf'));
  const child = spawn(program, args, { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  let own = 0;
  /** The third number of the line of three: requests, this one among them. */
  const requests = async () => {
    const response = await fetch(`${origin}/bench-status`, { headers: { connection: 'close' } });
    const [, , all] =
      /^ (\d+) (\d+) (\d+)/m
        .exec(await response.text())
        ?.slice(1)
        .map(Number) ?? [];
    own += 1;
    if (all === undefined) throw new Error('bench: nginx does not tell its requests: it has no stub_status');
    return all - own;
  };
  await until('nginx to answer', async () => (await requests()) >= 0, 10_000);
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  return { name, origin, requests, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
