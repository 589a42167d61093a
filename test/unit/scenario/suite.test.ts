import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPlan, ScenarioError } from '../../../src/scenario/load.ts';
import { parseScenario } from '../../../src/scenario/parse/parse.ts';
import { formatProblem, type Problem } from '../../../src/scenario/problem.ts';
import { checkFile, loadSuite, readSuites, type Suite } from '../../../src/scenario/suite.ts';

let outer: string;
let folder: string;

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'hotlap-suite-'));
  folder = join(outer, 'perf');
  await mkdir(folder);
});

afterEach(() => rm(outer, { recursive: true, force: true }));

const scenario = (name: string) => `  ${name}: { executor: constant-vus, duration: 1s }\n`;
const shop = (suites: string) =>
  `target: http://localhost:3000\nscenarios:\n${scenario('browse')}${scenario('checkout')}flow: [{ GET: / }]\nsuites:\n${suites}`;
const options = { processEnv: {}, overrides: {} };

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

function read(text: string, more = {}): { suites: Suite[]; told: string[]; problems: Problem[] } {
  const parsed = parseScenario(text, join(folder, 'shop.perf.yaml'));
  if (parsed.problems.length > 0) throw new Error(parsed.problems.map((one) => one.message).join());
  const { suites, problems } = readSuites(parsed, { ...options, ...more });
  return { suites, problems, told: problems.map((one) => formatProblem(one).replaceAll(outer, '')) };
}

const shape = (suites: string) =>
  parseScenario(shop(suites), 'shop.perf.yaml').problems.map((one) => formatProblem(one));

describe('what a suite runs', () => {
  beforeEach(() =>
    write(
      'pay.perf.yaml',
      `target: http://localhost:4000\nscenarios:\n${scenario('card')}${scenario('cash')}flow: [{ GET: / }]\n`,
    ),
  );

  it('is scenarios of its own file, and of others, or all of one', () => {
    const { suites, told } = read(
      shop(`  quick: [browse, pay.perf.yaml#card]
  full:
    description: all there is
    scenarios:
      - checkout
      - { file: pay.perf.yaml, scenario: cash }
      - { file: ./pay.perf.yaml }
      - { scenario: browse }
`),
    );
    const [own, pay] = [join(folder, 'shop.perf.yaml'), join(folder, 'pay.perf.yaml')];
    expect(told).toEqual([]);
    expect(suites).toEqual([
      {
        name: 'quick',
        description: null,
        file: own,
        members: [
          { label: 'browse', file: own, scenarios: ['browse'] },
          { label: 'pay.perf.yaml#card', file: pay, scenarios: ['card'] },
        ],
      },
      {
        name: 'full',
        description: 'all there is',
        file: own,
        members: [
          { label: 'checkout', file: own, scenarios: ['checkout'] },
          { label: 'pay.perf.yaml#cash', file: pay, scenarios: ['cash'] },
          { label: './pay.perf.yaml', file: pay, scenarios: [] },
          { label: 'browse', file: own, scenarios: ['browse'] },
        ],
      },
    ]);
  });

  it('may be all that a file says', async () => {
    const file = await write('all.perf.yaml', 'suites:\n  all: [pay.perf.yaml]\n');
    expect((await loadSuite(file, 'all', options)).members).toHaveLength(1);
    await expect(loadPlan(file, options)).rejects.toThrow('the file has suites, and no scenario of its own');
  });

  it('may be the only scenario of a file in the short form', () => {
    const text =
      'target: http://localhost:3000\nvus: 1\nduration: 1s\nflow: [{ GET: / }]\nsuites: { one: [default] }\n';
    expect(read(text).suites[0]?.members).toEqual([
      { label: 'default', file: join(folder, 'shop.perf.yaml'), scenarios: ['default'] },
    ]);
  });
});

describe('what is wrong with a suite is told at its place', () => {
  it('a scenario that there is not, here or there, with the nearest name', async () => {
    await write(
      'pay.perf.yaml',
      `target: http://localhost:4000\nscenarios:\n${scenario('card')}flow: [{ GET: / }]\n`,
    );
    const { told, problems } = read(shop('  quick:\n    - chekout\n    - pay.perf.yaml#crad\n'));
    expect(told).toEqual([
      '8:7 suites.quick[0]: there is no scenario "chekout"\n  Did you mean "checkout"?',
      '9:7 suites.quick[1]: there is no scenario "crad" in pay.perf.yaml\n  Did you mean "card"?',
    ]);
    expect(problems.map((one) => one.code)).toEqual(['scenario-unknown', 'scenario-unknown']);
  });

  it('a file that there is not, or that lies elsewhere, by whichever way', async () => {
    await writeFile(join(outer, 'far.perf.yaml'), shop('  a: [browse]\n'));
    await symlink(join(outer, 'far.perf.yaml'), join(folder, 'link.perf.yaml'));
    const { told } = read(
      shop('  quick: [no.perf.yaml, { file: ../far.perf.yaml }, link.perf.yaml#browse]\n'),
      { root: folder },
    );
    expect(told.map((one) => one.split('\n')[0])).toEqual([
      '7:11 suites.quick[0]: there is no file no.perf.yaml',
      '7:33 suites.quick[1].file: ../far.perf.yaml lies outside the folder /perf',
      '7:53 suites.quick[2]: link.perf.yaml lies outside the folder /perf',
    ]);
  });

  it('a file that has errors itself, or no scenario', async () => {
    await write('pay.perf.yaml', 'target: http://localhost:4000\nvus: 0\nduration: 0s\nflow: [{ GET: / }]\n');
    await write('all.perf.yaml', 'suites: { a: [pay.perf.yaml] }\n');
    expect(read(shop('  quick: [pay.perf.yaml, all.perf.yaml]\n')).told).toEqual([
      '7:11 suites.quick[0]: pay.perf.yaml cannot be run: 2:6 vus: it must be at least 1 (and 1 more)\n  Give it 1 or more virtual users.',
      '7:26 suites.quick[1]: all.perf.yaml cannot be run: 1:1: it has suites only, and no scenario\n  Name another.',
    ]);
  });

  it('a suite with nothing in it, and what is no scenario', () => {
    expect(shape('  quick: []\n')).toEqual([
      '7:3 suites.quick: the list is empty\n  Give it at least one entry.',
    ]);
    expect(shape('  quick: [{}]\n')[0]).toMatch(/^7:11 suites\.quick\[0\]: nothing says what to run here/);
    const many = Array.from({ length: 101 }, (_, index) => `  s${index}: [browse]\n`).join('');
    expect(shape(many)[0]).toMatch(/^6:1 suites: 101 suites are too many\n {2}Give at most 100\./);
    expect(shape(`  quick: [${'browse, '.repeat(101)}]\n`)[0]).toMatch(/suites\.quick: .*100/);
    expect(shape('  quick: 3\n')[0]).toMatch(/^7:10 suites\.quick: /);
    expect(shape('  "a b": [browse]\n')[0]).toMatch(/^7:3 suites\["a b"\]: "a b" is no name/);
    expect(shape('  quick: { scenario: [browse] }\n')[0]).toMatch(/"scenarios" is missing/);
  });
});

describe('loading a suite', () => {
  it('tells the nearest name where there is no such suite', async () => {
    const file = await write('shop.perf.yaml', shop('  quick: [browse]\n'));
    const wrong = await loadSuite(file, 'qick', options).catch((thrown: unknown) => thrown);
    expect(wrong).toBeInstanceOf(ScenarioError);
    expect(wrong).toMatchObject({
      code: 'scenario-unknown',
      message: 'suites: there is no suite "qick"',
      hint: 'Did you mean "quick"?',
      place: { line: 6 },
    });
  });

  it('refuses one that could not be run to its end, and does not look at the others', async () => {
    const file = await write('shop.perf.yaml', shop('  quick: [browse, nothing]\n  full: [checkout]\n'));
    await expect(loadSuite(file, 'quick', options)).rejects.toThrow('there is no scenario "nothing"');
    expect((await loadSuite(file, 'full', options)).members).toHaveLength(1);
  });

  it('refuses a file whose own scenarios are wrong', async () => {
    const file = await write('shop.perf.yaml', shop('  quick: [browse]\n').replace('1s', '1ms'));
    await expect(loadSuite(file, 'quick', options)).rejects.toThrow('a run must last at least 1s');
  });
});

describe('looking at a whole file', () => {
  it('tells its plan and its suites, or its suites alone', async () => {
    const file = await write('shop.perf.yaml', shop('  quick: [browse]\n  full: [checkout]\n'));
    const whole = await checkFile(file, options);
    expect(whole.plan?.scenarios).toHaveLength(2);
    expect(whole.suites.map((one) => one.name)).toEqual(['quick', 'full']);
    const only = await checkFile(await write('all.perf.yaml', 'suites: { a: [shop.perf.yaml] }\n'), options);
    expect([only.plan, only.suites.length]).toEqual([null, 1]);
  });

  it('refuses what is wrong in a suite, as in all else', async () => {
    const file = await write('shop.perf.yaml', shop('  quick: [brows]\n'));
    await expect(checkFile(file, options)).rejects.toThrow('there is no scenario "brows"');
    const broken = await write('all.perf.yaml', 'suites: { a: [] }\n');
    await expect(checkFile(broken, options)).rejects.toThrow('the list is empty');
  });
});
