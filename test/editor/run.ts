/**
 * `npm run test:editor [-- CASE…]`: the in-editor tests in a real VS Code, a folder a case
 * (test/support/editor/journey.ts says what a case holds). The last line is `N passed, N failed`.
 */
import { cp, mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from '../support/build.ts';
import { type Editor, ensureEditor } from '../support/editor/ensureEditor.ts';
import type { JourneyModule, JourneyOptions } from '../support/editor/journey.ts';
import { type EditorSession, lazyBrowser, openSession } from '../support/editor/session.ts';
import { bundleSuite, suiteResults, type TestResult } from '../support/editor/suite.ts';
import { Workbench } from '../support/editor/workbench.ts';

const shots = join(root, 'test-results/editor');
const browser = lazyBrowser();
const sessions = new Set<EditorSession>();

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** A fresh copy of the case's workspace, and a place for the editor's data. */
async function prepare(name: string, part: string, options: JourneyOptions) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `hotlap-${name}-${part}-`)));
  const workspaceDir = join(folder, 'workspace');
  const source =
    options.workspace === 'sample'
      ? join(root, 'media/sample')
      : join(root, 'test/editor', name, 'workspace');
  if (await exists(source)) await cp(source, workspaceDir, { recursive: true });
  await mkdir(workspaceDir, { recursive: true });
  return { folder, workspaceDir, dataDir: join(folder, 'data') };
}

async function open(
  editor: Editor,
  place: { workspaceDir: string; dataDir: string },
  options: JourneyOptions,
  testsDir?: string,
): Promise<EditorSession> {
  const session = await openSession(
    {
      editor,
      extensionDir: root,
      ...place,
      ...(testsDir ? { testsDir } : {}),
      trusted: options.trusted ?? true,
      viewport: options.viewport ?? { width: 1200, height: 800 },
      env: options.env ?? {},
    },
    browser.get,
  );
  sessions.add(session);
  return session;
}

async function close(session: EditorSession): Promise<void> {
  sessions.delete(session);
  await session.close();
}

/** Keeps the editor's logs of a case that failed, then takes its folder away. */
async function leave(
  name: string,
  place: { folder: string; dataDir: string },
  failed: boolean,
): Promise<void> {
  // The server keeps its logs one folder deeper than the desktop.
  for (const logs of failed ? ['data/logs', 'logs'] : []) {
    const from = join(place.dataDir, logs);
    if (!(await exists(from))) continue;
    await cp(from, join(shots, name), { recursive: true });
    console.log(`     the editor's logs are in test-results/editor/${name}`);
  }
  await rm(place.folder, { recursive: true, force: true, maxRetries: 5 });
}

async function runSuite(editor: Editor, name: string, options: JourneyOptions): Promise<TestResult[]> {
  const place = await prepare(name, 'suite', options);
  const testsDir = join(place.folder, 'tests');
  await bundleSuite(join(root, 'test/editor', name, 'suite.test.ts'), testsDir);
  const session = await open(editor, place, options, testsDir);
  const results = await suiteResults(testsDir, options.timeoutMs ?? 180_000);
  await close(session);
  await leave(
    `${name}/suite-logs`,
    place,
    results.some(({ error }) => error !== null),
  );
  return results;
}

async function runJourney(editor: Editor, name: string, journey: JourneyModule): Promise<TestResult[]> {
  const options = journey.options ?? {};
  const place = await prepare(name, 'journey', options);
  const session = await open(editor, place, options);
  const { page } = session;
  const results: TestResult[] = [];
  const screenshot = async (shot: string) => {
    const path = join(shots, name, `${shot.replace(/[^\w-]+/g, '-')}.png`);
    await page.screenshot({ path, timeout: 15_000 });
    return path;
  };
  const check = async (test: string, work: () => Promise<void>) => {
    const begin = Date.now();
    const error = await work().then(
      () => null,
      (thrown) => String(thrown instanceof Error ? thrown.stack : thrown),
    );
    if (error !== null) await screenshot(`failed-${test}`).catch(() => undefined);
    const result = { name: test, ms: Date.now() - begin, error };
    results.push(result);
    say(name, result);
    return error === null;
  };
  const workbench = new Workbench(page, session.settings);
  const { settings } = session;
  const limit = options.timeoutMs ?? 180_000;
  const whole = async () => {
    await workbench.ready();
    await journey.run({
      page,
      workbench,
      ...place,
      frames: () => page.frames(),
      settings,
      screenshot,
      check,
    });
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not at its end after ${limit / 1000} s`)), limit);
  });
  try {
    await Promise.race([whole(), late]);
    if (results.length === 0) await check('the journey gets to its end', () => Promise.resolve());
  } catch (error) {
    await check('the journey gets to its end', () => Promise.reject(error));
  }
  clearTimeout(timer);
  await close(session);
  await leave(
    `${name}/journey-logs`,
    place,
    results.some(({ error }) => error !== null),
  );
  return results;
}

function say(name: string, { name: test, ms, error, notes = [] }: TestResult): void {
  for (const note of notes) console.log(`     ${note}`);
  console.log(`${error === null ? 'ok  ' : 'FAIL'} ${name}: ${test} (${ms} ms)`);
  if (error !== null) console.log(error.replace(/^/gm, '     '));
}

async function runCase(editor: Editor, name: string): Promise<TestResult[]> {
  const folder = join(root, 'test/editor', name);
  await rm(join(shots, name), { recursive: true, force: true });
  const journey = (await exists(join(folder, 'journey.ts')))
    ? ((await import(join(folder, 'journey.ts'))) as JourneyModule)
    : null;
  const results: TestResult[] = [];
  if (await exists(join(folder, 'suite.test.ts'))) {
    const found = await runSuite(editor, name, journey?.options ?? {});
    for (const result of found) say(name, result);
    results.push(...found);
  }
  if (journey !== null) results.push(...(await runJourney(editor, name, journey)));
  return results;
}

async function main(args: readonly string[]): Promise<number> {
  if (!args.includes('--no-build')) await build();
  const wanted = args.filter((arg) => !arg.startsWith('-'));
  const entries = await readdir(join(root, 'test/editor'), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`no such case: ${unknown.join(', ')}; there are ${names.join(', ')}`);
  await mkdir(shots, { recursive: true });
  const editor = await ensureEditor();
  const results: TestResult[] = [];
  for (const name of wanted.length > 0 ? wanted : names) {
    try {
      results.push(...(await runCase(editor, name)));
    } catch (error) {
      const failed = {
        name: 'the case runs',
        ms: 0,
        error: String(error instanceof Error ? error.stack : error),
      };
      say(name, failed);
      results.push(failed);
    }
  }
  const failed = results.filter(({ error }) => error !== null).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

async function endAll(): Promise<void> {
  await Promise.allSettled([...sessions].map((session) => session.close()));
  await browser.close().catch(() => undefined);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => void endAll().finally(() => process.exit(130)));
}
let code = 1;
try {
  code = await main(process.argv.slice(2));
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
}
await endAll();
process.exit(code);
