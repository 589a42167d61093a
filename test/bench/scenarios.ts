import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const CONNECTIONS = 32;
/** Longer than any window: whoever measures ends the generator. */
const LONG = '1200s';

/** Ours: `bare` is one GET; `checked` has k6's check; `flow` a capture, a check and a data row too. */
export type Kind = 'bare' | 'checked' | 'flow';

const steps: Readonly<Record<Kind, string>> = {
  bare: '  - GET: /',
  checked: '  - GET: /\n    expect: { status: 200 }',
  flow: [
    '  - GET: /users/${users.id}',
    '    name: user',
    '    expect: { status: 200, $.status: ok }',
    '    capture: { state: $.status }',
  ].join('\n'),
};

/** @returns the file */
export async function writeScenario(
  folder: string,
  origin: string,
  kind: Kind,
  vus = CONNECTIONS,
  duration = LONG,
): Promise<string> {
  const file = join(folder, `${kind}-${vus}.perf.yaml`);
  const data = kind === 'flow' ? ['data:', '  users: { file: users.csv }'] : [];
  const lines = [`target: ${origin}`, `vus: ${vus}`, `duration: ${duration}`, ...data, 'flow:', steps[kind]];
  if (kind === 'flow') {
    const rows = Array.from({ length: 1000 }, (_, i) => `${i + 1},user${i + 1}@example.com`);
    await writeFile(join(folder, 'users.csv'), `id,email\n${rows.join('\n')}\n`);
  }
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** One check, as our own `checked` has it. @param options k6's, as JavaScript */
export async function writeK6(folder: string, name: string, options: string): Promise<string> {
  const file = join(folder, `${name}.js`);
  const script = `import http from 'k6/http';
import { check } from 'k6';
export const options = ${options};
export default function () {
  check(http.get(__ENV.TARGET + '/'), { 'status is 200': (response) => response.status === 200 });
}
`;
  await writeFile(file, script);
  return file;
}

export async function writeLocust(folder: string): Promise<string> {
  const file = join(folder, 'locustfile.py');
  const script = `from locust import FastHttpUser, constant, task

class Visitor(FastHttpUser):
    wait_time = constant(0)

    @task
    def visit(self):
        self.client.get("/")
`;
  await writeFile(file, script);
  return file;
}

/** @param users how many come at once @param loops how often each asks */
export async function writeArtillery(
  folder: string,
  origin: string,
  users: number,
  loops: number,
): Promise<string> {
  const file = join(folder, `artillery-${users}.yml`);
  const script = `config:
  target: ${origin}
  phases: [{ duration: 1, arrivalCount: ${users} }]
scenarios:
  - flow:
      - loop: [{ get: { url: / } }]
        count: ${loops}
`;
  await writeFile(file, script);
  return file;
}
