import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemsOf } from '../../../src/extension/scenarioProblems.ts';
import { type AskForFiles, loadPlan } from '../../../src/scenario/load.ts';
import type { OutsideFile, OutsideFiles } from '../../../src/scenario/planner/fileLocation.ts';
import { checkFile, loadSuite } from '../../../src/scenario/suite.ts';

let outer = '';
let root = '';
let users = '';

beforeEach(() => {
  outer = realpathSync(mkdtempSync(join(tmpdir(), 'hotlap-outside-')));
  root = join(outer, 'shop');
  mkdirSync(root);
  users = join(outer, 'users.csv');
  writeFileSync(users, 'email\na@example.com\n');
  writeFileSync(join(outer, 'photo.png'), 'png');
  symlinkSync(join(outer, 'photo.png'), join(root, 'link.png'));
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

const ASKED: OutsideFiles = { allowed: [], others: 'asked' };

function save(name: string, text: string): string {
  writeFileSync(join(root, name), text);
  return join(root, name);
}

const SHOP = `target: http://localhost:3000
duration: 1s
data:
  users: { file: ../users.csv }
flow:
  - { PUT: "/\${users.email}", body: { file: link.png } }
`;

/** Who is asked, and says yes to all; keeps what was asked. */
function yes(): { asked: OutsideFile[]; ask: AskForFiles } {
  const asked: OutsideFile[] = [];
  const ask: AskForFiles = async (files) => {
    asked.push(...files);
    return { allowed: files.map((one) => one.path), others: 'asked' };
  };
  return { asked, ask };
}

const options = (more: object = {}) => ({ processEnv: {}, overrides: {}, root, outside: ASKED, ...more });

describe('a scenario that needs files outside', () => {
  it('has them asked for, by where they lie and what names them, then its plan', async () => {
    const { asked, ask } = yes();
    const file = save('a.perf.yaml', SHOP);
    const { plan, warnings } = await loadPlan(file, options({ askForFiles: ask }));
    expect(asked).toEqual([
      { path: users, place: { file, line: 4, column: 18 } },
      { path: join(outer, 'photo.png'), place: { file, line: 6, column: 45 } },
    ]);
    expect(warnings).toEqual([]);
    expect(plan.data?.[0]?.rows).toEqual([['a@example.com']]);
    expect(JSON.stringify(plan.flows)).toContain(join(outer, 'photo.png'));
  });

  it('is not run on a no, nor where nobody asks', async () => {
    const file = save('a.perf.yaml', SHOP);
    const no = () => Promise.reject(new Error('no'));
    await expect(loadPlan(file, options({ askForFiles: no }))).rejects.toThrow('no');
    await expect(loadPlan(file, options())).rejects.toMatchObject({
      code: 'file-not-allowed',
      message: expect.stringContaining(`../users.csv lies outside the folder ${root} (and 1 more)`),
      place: { file, line: 4, column: 18 },
    });
  });

  it('asks nobody before all else is right, and asks for secrets after', async () => {
    const { asked, ask } = yes();
    const wrong = save('a.perf.yaml', `${SHOP}thresholds: { http_reqs: counts > 1 }\n`);
    await expect(loadPlan(wrong, options({ askForFiles: ask }))).rejects.toThrow(/thresholds/);
    expect(asked).toEqual([]);
    const order: string[] = [];
    const secrets = async () => {
      order.push(`secrets after ${asked.length} files`);
      return { TOKEN: 'a-long-secret' };
    };
    const right = save('b.perf.yaml', `${SHOP}auth: { bearer: "\${secret:TOKEN}" }\n`);
    await loadPlan(right, options({ askForFiles: ask, secrets }));
    expect(order).toEqual(['secrets after 2 files']);
  });

  it('has told what is wrong in a file once that may be read', async () => {
    writeFileSync(users, 'mail\nx\n');
    const file = save('a.perf.yaml', SHOP);
    const { ask } = yes();
    await expect(loadPlan(file, options({ askForFiles: ask }))).rejects.toThrow('email');
  });

  it('is told at the place with the flag of the command line', async () => {
    const file = save('a.perf.yaml', SHOP);
    const refused = options({ outside: { allowed: [users], others: 'flag' } });
    for (const reading of [loadPlan(file, refused), checkFile(file, refused)]) {
      await expect(reading).rejects.toMatchObject({
        code: 'file-not-allowed',
        message: expect.stringContaining('body.file: link.png lies outside'),
        hint: expect.stringContaining(`--allow-file ${join(outer, 'photo.png')}`),
        place: { file, line: 6, column: 45 },
      });
    }
    const allowed = { allowed: [users, join(outer, 'photo.png')], others: 'flag' } as const;
    expect((await checkFile(file, options({ outside: allowed }))).warnings).toEqual([]);
  });
});

describe('a suite whose files need files outside', () => {
  const SUITE = 'suites: { all: [a.perf.yaml, b.perf.yaml] }\n';

  it('has all of them asked for before the first run', async () => {
    save('a.perf.yaml', SHOP);
    save('b.perf.yaml', SHOP.replace('link.png', '../photo.png'));
    const file = save('all.perf.yaml', SUITE);
    const { asked, ask } = yes();
    const suite = await loadSuite(file, 'all', options(), ask);
    expect(suite.members).toHaveLength(2);
    expect(new Set(asked.map((one) => one.place.file))).toEqual(
      new Set([join(root, 'a.perf.yaml'), join(root, 'b.perf.yaml')]),
    );
    await expect(
      loadSuite(file, 'all', options({ outside: { allowed: [], others: 'flag' } })),
    ).rejects.toThrow('a.perf.yaml cannot be run: 4:18 data.users.file: ../users.csv lies outside');
  });

  it('has told what is wrong in them then', async () => {
    writeFileSync(users, 'mail\nx\n');
    save('a.perf.yaml', SHOP);
    const file = save('all.perf.yaml', 'suites: { all: [a.perf.yaml] }\n');
    await expect(loadSuite(file, 'all', options(), yes().ask)).rejects.toThrow('a.perf.yaml cannot be run');
  });

  it('may not itself lie outside, whatever is allowed', async () => {
    const far = join(outer, 'far.perf.yaml');
    writeFileSync(far, SHOP);
    const file = save('all.perf.yaml', 'suites: { all: [../far.perf.yaml] }\n');
    const { asked, ask } = yes();
    const allowed = options({ outside: { allowed: [far], others: 'asked' } });
    await expect(loadSuite(file, 'all', allowed, ask)).rejects.toMatchObject({
      message: expect.stringContaining('../far.perf.yaml lies outside'),
      hint: 'Copy it into that folder.',
    });
    expect(asked).toEqual([]);
  });
});

describe('what is said of files outside as a scenario is typed', () => {
  const told = (outside: OutsideFiles) =>
    problemsOf(SHOP, join(root, 'a.perf.yaml'), {}, { root, outside }).map(
      ({ line, severity, message, hint }) => `${line} ${severity} ${message}. ${hint}`,
    );

  it('is a warning that the run will ask, and nothing of what is in them', () => {
    writeFileSync(users, 'mail\nx\n');
    expect(told(ASKED)).toEqual([
      `4 warning ../users.csv lies outside the folder ${root}. It is ${users}. A run asks before it reads it.`,
      `6 warning link.png lies outside the folder ${root}. It is ${join(outer, 'photo.png')}. A run asks before it reads it.`,
    ]);
  });

  it('is nothing once they are allowed, but what is wrong in them', () => {
    const allowed = { allowed: [users, join(outer, 'photo.png')], others: 'asked' } as const;
    expect(told(allowed)).toEqual([]);
    writeFileSync(users, 'mail\nx\n');
    expect(told(allowed)).toEqual([expect.stringMatching(/^6 error .*email/)]);
  });

  it('is an error in a workspace that is not trusted', () => {
    const untrusted = told({ allowed: [], others: 'untrusted' });
    expect(untrusted).toEqual([
      expect.stringMatching(/^4 error .*not trusted/),
      expect.stringMatching(/^6 error .*not trusted/),
    ]);
  });
});
