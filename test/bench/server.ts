import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { until } from '../support/editor/until.ts';
import { onCore } from './core.ts';

export interface BenchServer {
  readonly name: string;
  readonly origin: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** nginx with one worker where it is installed, else our own lean server; on core 0. */
export async function startServer(): Promise<BenchServer> {
  const nginx = await run('nginx', ['-v']).then(
    ({ stderr }) => stderr.trim().replace(/^nginx version: /, ''),
    () => null,
  );
  return nginx === null ? startLean() : startNginx(nginx);
}

async function startLean(): Promise<BenchServer> {
  const [program, ...args] = onCore(0, process.execPath, join(import.meta.dirname, 'leanServer.ts'));
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { name: 'lean node:net server', origin: `http://127.0.0.1:${line}`, stop: () => end(child) };
}

async function startNginx(name: string): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'hotlap-nginx-'));
  const port = await freePort();
  const config = `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; default_type application/json;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; location / { return 200 '{"status":"ok"}'; } }
}`;
  await writeFile(join(folder, 'nginx.conf'), config);
  const [program, ...args] = onCore(0, 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf'));
  const child = spawn(program, args, { stdio: 'ignore' });
  const origin = `http://127.0.0.1:${port}`;
  await until('nginx to answer', async () => (await fetch(origin)).ok, 10_000);
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  return { name, origin, stop };
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
