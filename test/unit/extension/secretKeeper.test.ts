import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type KeptSecret, SecretKeeper } from '../../../src/extension/secretKeeper.ts';
import { secretProblem, secretQuestion } from '../../../src/extension/secretQuestion.ts';
import { loadPlan } from '../../../src/scenario/load.ts';

/** An editor's storages, and a user who answers what is in `answers`. */
function setUp(answers: Readonly<Record<string, string | undefined>>) {
  const stored = new Map<string, string>();
  const remembered = new Map<string, unknown>();
  const asked: KeptSecret[] = [];
  const store = {
    get: async (key: string) => stored.get(key),
    store: async (key: string, value: string) => void stored.set(key, value),
    delete: async (key: string) => void stored.delete(key),
  };
  const memory = {
    get: <T>(key: string, fallback: T) => (remembered.get(key) as T | undefined) ?? fallback,
    update: async (key: string, value: unknown) => void remembered.set(key, value),
  };
  const keeper = new SecretKeeper(store, memory, async (secret) => {
    asked.push(secret);
    return answers[secret.name];
  });
  return { keeper, stored, remembered, asked };
}

describe('secrets in the editor', () => {
  it('are asked for once, and then known', async () => {
    const { keeper, asked } = setUp({ A: 'alpha', B: 'beta-' });
    expect(await keeper.values('/shop', ['A', 'B'])).toEqual({ A: 'alpha', B: 'beta-' });
    expect(await keeper.values('/shop', ['B', 'A'])).toEqual({ A: 'alpha', B: 'beta-' });
    expect(asked.map((one) => one.name)).toEqual(['A', 'B']);
  });

  it('of one folder are not those of another', async () => {
    const { keeper, asked } = setUp({ A: 'alpha' });
    await keeper.values('/shop', ['A']);
    await keeper.values('/bank', ['A']);
    expect(asked.map((one) => one.folder)).toEqual(['/shop', '/bank']);
  });

  it('lie in the secret storage alone: what is remembered is their names', async () => {
    const { keeper, stored, remembered } = setUp({ A: 'alpha' });
    await keeper.values('/shop', ['A']);
    expect([...stored.values()]).toEqual(['alpha']);
    expect(JSON.stringify([...remembered])).not.toContain('alpha');
    expect(keeper.kept).toEqual([{ name: 'A', folder: '/shop' }]);
  });

  it('are forgotten, and asked for again', async () => {
    const { keeper, stored, asked } = setUp({ A: 'alpha', B: 'beta-' });
    await keeper.values('/shop', ['B', 'A']);
    await keeper.forget({ name: 'A', folder: '/shop' });
    expect([[...stored.values()], keeper.kept]).toEqual([['beta-'], [{ name: 'B', folder: '/shop' }]]);
    await keeper.values('/shop', ['A', 'B']);
    expect(asked.map((one) => one.name)).toEqual(['B', 'A', 'A']);
  });

  it('that are not told end the run before it begins, and are asked for the next time', async () => {
    const { keeper, asked, stored } = setUp({ A: 'alpha', B: undefined });
    const values = () => keeper.values('/shop', ['A', 'B']);
    await expect(values()).rejects.toMatchObject({
      code: 'variable-missing',
      message: 'No load was sent: the secret B was not told',
    });
    await expect(values()).rejects.toThrow('was not told');
    expect(asked.map((one) => one.name)).toEqual(['A', 'B', 'B']);
    expect([...stored.values()]).toEqual(['alpha']);
  });

  it('are typed hidden, in an input that says where they go', () => {
    const question = secretQuestion({ name: 'API_TOKEN', folder: '/home/ann/shop' });
    expect(question).toMatchObject({ title: 'Secret API_TOKEN of shop', password: true });
    expect(question.prompt).toContain('Forget Secret');
    expect([secretProblem('abc'), secretProblem('abcd')]).toEqual([
      expect.stringContaining('At least 4'),
      null,
    ]);
  });
});

describe('a scenario file with secrets', () => {
  const text = (flow: string) => `target: http://localhost:3000\nduration: 1s\nflow: [${flow}]\n`;
  const load = async (flow: string, keeper: SecretKeeper) => {
    const folder = await mkdtemp(join(tmpdir(), 'hotlap-secrets-'));
    try {
      const file = join(folder, 'a.perf.yaml');
      await writeFile(file, text(flow));
      const secrets = (names: readonly string[]) => keeper.values('/shop', names);
      return await loadPlan(file, {
        processEnv: { HOTLAP_SECRET_A: 'of the terminal' },
        overrides: {},
        secrets,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('is asked for what it names, and gets it from the storage', async () => {
    const { keeper, asked } = setUp({ A: 'alpha' });
    const { plan, hash } = await load('{ GET: "/x/${secret:A}" }', keeper);
    expect(plan.flows.default).toMatchObject([{ path: '/x/alpha', name: 'GET /x/***' }]);
    expect(asked).toHaveLength(1);
    expect((await load('{ GET: "/x/${secret:A}" }', setUp({ A: 'other' }).keeper)).hash).toBe(hash);
  });

  it('that has none, or something else wrong with it, asks for nothing', async () => {
    const { keeper, asked } = setUp({ A: 'alpha' });
    await load('{ GET: / }', keeper);
    await expect(load('{ GET: "/${secret:A}" }, { call: nowhere }', keeper)).rejects.toThrow(
      'no flow "nowhere"',
    );
    expect(asked).toEqual([]);
  });
});
