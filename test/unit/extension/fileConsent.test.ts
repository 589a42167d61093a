import { describe, expect, it } from 'vitest';
import { FileConsents } from '../../../src/extension/fileConsent.ts';
import { fileQuestion } from '../../../src/extension/fileQuestion.ts';

/** An editor's memory of a workspace, and a user who says yes to what is in `yes`. */
function setUp(yes: readonly string[], remembered = new Map<string, unknown>()) {
  const memory = {
    get: <T>(key: string, fallback: T) => (remembered.get(key) as T | undefined) ?? fallback,
    update: async (key: string, value: unknown) => void remembered.set(key, value),
  };
  const asked: string[] = [];
  const trust = { given: true };
  const consents = new FileConsents(
    memory,
    async ({ path }) => {
      asked.push(path);
      return yes.includes(path);
    },
    () => trust.given,
  );
  const changes = { count: 0 };
  consents.onChanged(() => {
    changes.count += 1;
  });
  return { consents, asked, trust, changes, remembered };
}

const file = (path: string, line = 12) => ({
  path,
  place: { file: '/shop/perf/a.perf.yaml', line, column: 18 },
});

describe('files outside of the workspace', () => {
  it('are asked for once each, in turn, and then known', async () => {
    const { consents, asked, changes } = setUp(['/data/a.csv', '/data/b.csv']);
    const wanted = [file('/data/a.csv'), file('/data/a.csv', 20), file('/data/b.csv')];
    expect(await consents.ask(wanted)).toEqual({ allowed: ['/data/a.csv', '/data/b.csv'], others: 'asked' });
    expect(await consents.ask(wanted)).toEqual(consents.outside);
    expect(asked).toEqual(['/data/a.csv', '/data/b.csv']);
    expect(changes.count).toBe(2);
  });

  it('are remembered by the workspace, not by the window', async () => {
    const first = setUp(['/data/a.csv']);
    await first.consents.ask([file('/data/a.csv')]);
    const second = setUp([], first.remembered);
    await second.consents.ask([file('/data/a.csv')]);
    expect([second.asked, second.consents.kept]).toEqual([[], ['/data/a.csv']]);
  });

  it('end the run at a no, told at the line that wants it; a no is asked again', async () => {
    const { consents, asked } = setUp(['/data/a.csv']);
    const wanted = [file('/data/a.csv'), file('/data/no.csv', 14), file('/data/b.csv')];
    await expect(consents.ask(wanted)).rejects.toMatchObject({
      code: 'file-not-allowed',
      message: 'No load was sent: the run may not read /data/no.csv',
      place: { file: '/shop/perf/a.perf.yaml', line: 14, column: 18 },
    });
    expect(consents.kept).toEqual(['/data/a.csv']);
    await expect(consents.ask(wanted)).rejects.toThrow('/data/no.csv');
    expect(asked).toEqual(['/data/a.csv', '/data/no.csv', '/data/no.csv']);
  });

  it('are forgotten, and asked for again', async () => {
    const { consents, asked, changes } = setUp(['/data/a.csv', '/data/b.csv']);
    await consents.ask([file('/data/b.csv'), file('/data/a.csv')]);
    await consents.forget('/data/a.csv');
    expect([consents.kept, changes.count]).toEqual([['/data/b.csv'], 3]);
    await consents.ask([file('/data/a.csv')]);
    expect(asked).toEqual(['/data/b.csv', '/data/a.csv', '/data/a.csv']);
  });

  it('are neither asked for nor allowed in a workspace that is not trusted, whatever was said before', async () => {
    const { consents, asked, trust } = setUp(['/data/a.csv', '/data/b.csv']);
    await consents.ask([file('/data/a.csv')]);
    trust.given = false;
    expect(consents.outside).toEqual({ allowed: [], others: 'untrusted' });
    for (const path of ['/data/a.csv', '/data/b.csv'])
      await expect(consents.ask([file(path)])).rejects.toMatchObject({ code: 'file-not-allowed' });
    expect(asked).toEqual(['/data/a.csv']);
    expect(consents.kept).toEqual(['/data/a.csv']);
  });
});

describe('the question before a file outside is read', () => {
  it('names where it really lies, and the place that wants it', () => {
    const { message, detail } = fileQuestion(file('/data/users.csv'), 'perf/a.perf.yaml');
    expect(message).toBe('Let the run read /data/users.csv?');
    expect(detail).toContain('perf/a.perf.yaml:12:18 asks for it');
    expect(detail).toContain('Hotlap remembers a yes for this workspace');
    expect(detail).toContain('Forget Allowed File…');
  });

  it('cannot be reworded by a path', () => {
    const { message } = fileQuestion(file('/data/a\n\nIt is harmless.\u202Etxt'), 'a.perf.yaml');
    expect(message).toBe('Let the run read /data/a\\u{a}\\u{a}It is harmless.\\u{202e}txt?');
  });
});
