/** The panel in a real chromium under the extension's content security policy: `node test/webview/run.ts [WORD…]`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Bundle, bundleWebview, root } from '../support/build.ts';
import { chromiumArgs, ensureChromium } from '../support/editor/ensureChromium.ts';
import { type Case, defineCase } from './case.ts';
import { content } from './cases/content.ts';
import { cost } from './cases/cost.ts';
import { interaction } from './cases/interaction.ts';
import { look } from './cases/look.ts';
import { phases } from './cases/phases.ts';
import { suite } from './cases/suite.ts';
import { startHarness } from './harness.ts';
import { PanelPage, pictures } from './panelPage.ts';

const CASE_TIMEOUT_MS = 180_000;
const MAX_BUNDLE_BYTES = 250_000;
const PAGES_AT_A_TIME = 2;

function bundleCase({ bytes, metafile }: Bundle): Case {
  return defineCase('the bundle is small and holds neither zod nor anything of Node', async () => {
    const strays = Object.keys(metafile.inputs).filter((file) =>
      /node_modules\/(zod|yaml|undici|hdr)/.test(file),
    );
    if (strays.length > 0) throw new Error(`in the bundle: ${strays.join(', ')}`);
    if (bytes > MAX_BUNDLE_BYTES) throw new Error(`${bytes} bytes are more than ${MAX_BUNDLE_BYTES}`);
    return `${Math.round(bytes / 1000)} kB`;
  });
}

async function runCase(one: Case, browser: Browser, origin: string): Promise<string | undefined> {
  const opened: PanelPage[] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`took longer than ${CASE_TIMEOUT_MS / 1000} s`)),
      CASE_TIMEOUT_MS,
    );
  });
  try {
    const done = one.test(async (options) => {
      const panel = await PanelPage.open(browser, origin, options);
      opened.push(panel);
      return panel;
    });
    const note = await Promise.race([done, late]);
    for (const panel of opened) {
      const complaints = panel.page.isClosed() ? [] : await panel.complaints();
      if (complaints.length > 0) throw new Error(`the console says: ${complaints.join('; ')}`);
    }
    return note;
  } finally {
    clearTimeout(timer);
    for (const panel of opened) await panel.close();
  }
}

/** Counts the cases as they end, and tells each. */
class Report {
  failed = 0;
  #ended = 0;

  passed({ name }: Case, note: string | undefined): void {
    this.#ended += 1;
    console.log(`ok ${this.#ended} - ${name}${note ? ` # ${note}` : ''}`);
  }

  failure({ name }: Case, error: unknown): void {
    this.#ended += 1;
    this.failed += 1;
    console.log(`not ok ${this.#ended} - ${name}`);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(text.replaceAll(/^/gm, '  '));
  }
}

/** Runs all, so many at a time: a page of its own each, most of whose time goes by in waiting for frames. */
async function runAll(
  cases: readonly Case[],
  atATime: number,
  runOne: (one: Case) => Promise<string | undefined>,
  report: Report,
): Promise<void> {
  const queue = cases.values();
  const work = async () => {
    for (const one of queue)
      await runOne(one).then(
        (note) => report.passed(one, note),
        (error) => report.failure(one, error),
      );
  };
  await Promise.all(Array.from({ length: atATime }, work));
}

async function main(words: readonly string[]): Promise<number> {
  await mkdir(pictures, { recursive: true });
  const bundle = await bundleWebview(join(root, 'test-results', 'webview', 'webview.js'));
  const wanted = (all: readonly Case[]) =>
    all.filter((one) => words.every((word) => one.name.includes(word)));
  // What a frame costs is measured while no other page draws.
  const alone = wanted(cost);
  const together = wanted([bundleCase(bundle), ...content, ...interaction, ...look, ...phases, ...suite]);
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: [...chromiumArgs] });
  const harness = await startHarness(bundle.outFile);
  const report = new Report();
  const runOne = (one: Case) => runCase(one, browser, harness.origin);
  try {
    await runAll(alone, 1, runOne, report);
    await runAll(together, PAGES_AT_A_TIME, runOne, report);
  } finally {
    await browser.close();
    await harness.close();
  }
  const count = alone.length + together.length;
  console.log(`1..${count}`);
  console.log(`webview: ${count - report.failed} passed, ${report.failed} failed`);
  return report.failed > 0 || count === 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`webview: ${error instanceof Error ? error.message : String(error)}`);
  console.log('webview: 0 passed, 1 failed');
  process.exitCode = 1;
}
