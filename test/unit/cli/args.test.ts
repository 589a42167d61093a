import { describe, expect, it } from 'vitest';
import { HotlapError } from '../../../src/base/errors.ts';
import { parseCommand, type RunOptions } from '../../../src/cli/args.ts';

function run(...args: string[]): RunOptions {
  const command = parseCommand(['run', ...args]);
  if (command.kind !== 'run') throw new Error(`read as ${command.kind}`);
  return command.options;
}

function problem(...args: string[]): string {
  try {
    parseCommand(args);
  } catch (error) {
    if (error instanceof HotlapError && error.code === 'usage') return `${error.message}. ${error.hint}`;
  }
  throw new Error(`taken: ${args.join(' ')}`);
}

describe('hotlap run', () => {
  it('takes a file and nothing else', () => {
    expect(run('api.perf.yaml')).toEqual({
      file: 'api.perf.yaml',
      scenarios: [],
      profile: false,
      baseline: null,
      saveBaseline: false,
      variables: {},
      vus: null,
      durationMs: null,
      iterations: null,
      threads: null,
      summaryExport: null,
      trendStats: null,
      recordOut: null,
      allowedHosts: [],
      allowedFiles: [],
      quiet: false,
      color: true,
    });
  });

  it('may keep the run as the baseline, where it is one run', () => {
    expect(run('f.yaml', '--save-baseline').saveBaseline).toBe(true);
    expect(() => parseCommand(['run', '--suite', 'quick', '--save-baseline'])).toThrow(
      '--save-baseline is for one run',
    );
  });

  it('takes a number of threads, or leaves it to the engine', () => {
    expect(run('f.yaml', '--threads', '2')).toMatchObject({ threads: 2 });
    expect(run('f.yaml', '--threads=auto')).toMatchObject({ threads: 'auto' });
  });

  it('takes a suite, with or without the file that has it', () => {
    const suiteOf = (...args: string[]) => {
      const command = parseCommand(['run', ...args]);
      return command.kind === 'suite' ? command.suite : command.kind;
    };
    expect(suiteOf('--suite', 'quick')).toEqual({ name: 'quick', file: null, bail: false });
    expect(suiteOf('a.perf.yaml', '--suite=quick', '--bail')).toEqual({
      name: 'quick',
      file: 'a.perf.yaml',
      bail: true,
    });
  });

  it('takes k6s flags, short and long, before and after the file', () => {
    const short = run('-u', '20', '-d', '1m30s', '-q', '-e', 'A=1', '-eB=x=y', 'f.yaml', '-o', 'json=r.json');
    const long = run(
      'f.yaml',
      '--vus=20',
      '--duration=90s',
      '--quiet',
      '--env',
      'A=1',
      '--env=B=x=y',
      '--out=json=r.json',
    );
    expect(short).toEqual(long);
    expect(short).toMatchObject({
      vus: 20,
      durationMs: 90_000,
      quiet: true,
      variables: { A: '1', B: 'x=y' },
      recordOut: 'r.json',
    });
  });

  it('takes the last of a variable that is given twice, and an empty one', () => {
    expect(run('f.yaml', '-e', 'A=1', '-e', 'A=2', '-e', 'B=').variables).toEqual({ A: '2', B: '' });
  });

  it('reads hosts as people write them', () => {
    const hosts = [
      'api.example.com',
      'http://api.example.com:8080/x',
      '10.0.0.1:80',
      '[2001:db8::1]',
      '2001:db8::1',
    ];
    expect(run('f.yaml', ...hosts.flatMap((host) => ['--allow-host', host])).allowedHosts).toEqual([
      'api.example.com',
      'api.example.com',
      '10.0.0.1',
      '2001:db8::1',
      '2001:db8::1',
    ]);
  });

  it('reads trend statistics', () => {
    expect(run('f.yaml', '--summary-trend-stats', 'avg,p(99.9)').trendStats).toEqual(['avg', 'p(99.9)']);
  });

  it.each([
    ['an unknown option', ['run', 'f', '--vsu', '3'], 'there is no option --vsu. Did you mean --vus?'],
    ['one like none', ['run', 'f', '--zzzzzzz'], 'there is no option --zzzzzzz. See hotlap --help.'],
    ['a forgotten value', ['run', 'f', '--vus', '-q'], '--vus needs a value. See hotlap --help.'],
    ['a value too many', ['run', 'f', '--quiet=yes'], '--quiet takes no value. Write --quiet alone.'],
    ['no VUs', ['run', 'f', '-u', '0'], 'Write a whole number from 1'],
    [
      'numbers for a suite',
      ['run', '--suite', 'a', '-i', '4'],
      '--iterations is for one run, and --suite makes several. Leave it out, or run that scenario alone.',
    ],
    [
      'to bail out of a run',
      ['run', 'f', '--bail'],
      '--bail is for suites. Write hotlap run --suite NAME --bail.',
    ],
    [
      'no threads',
      ['run', 'f', '--threads', '0'],
      '--threads 0 is no number of threads. Write auto, or a whole number from 1 to 64.',
    ],
    ['too many threads', ['run', 'f', '--threads', '65'], '--threads 65 is no number of threads'],
    ['no iterations', ['run', 'f', '-i', '0'], '--iterations 0 is no number of iterations'],
    [
      'fewer iterations than users',
      ['run', 'f', '-i', '4', '-u', '5'],
      '--iterations 4 cannot be shared by the 5 VUs of --vus. Write -i 5 or more, or fewer VUs.',
    ],
    ['half a VU', ['run', 'f', '-u', '1.5'], '--vus 1.5 is no number of VUs'],
    ['no duration', ['run', 'f', '-d', 'soon'], '--duration soon is no duration'],
    ['a duration of nothing', ['run', 'f', '-d', '0s'], '--duration 0s is no duration'],
    [
      'a duration without its unit',
      ['run', 'f', '-d', '10'],
      '--duration 10 is too short: a run must last at least 1s. Write it like -d 10s; a plain number is milliseconds.',
    ],
    ['a duration of less than a second', ['run', 'f', '-d', '999ms'], 'a run must last at least 1s'],
    ['a variable without a value', ['run', 'f', '-e', 'API'], 'Write -e NAME=value.'],
    ['another output', ['run', 'f', '--out', 'csv=x'], 'Write --out json=FILE.'],
    ['two files', ['run', 'f', 'g'], 'one file is run at a time'],
    ['no file', ['run'], 'Write hotlap run FILE.'],
    ['a file without a command', ['api.perf.yaml'], 'Write hotlap run api.perf.yaml.'],
    ['a mistyped command', ['valdate', 'f'], 'Did you mean hotlap validate?'],
    ['a statistic there is not', ['run', 'f', '--summary-trend-stats', 'p95'], '"p95" is no trend statistic'],
  ])('refuses %s and says what to do', (_what, args, said) => {
    expect(problem(...args)).toContain(said);
  });
});

describe('the other commands', () => {
  it('knows help, version and validate', () => {
    expect(parseCommand([])).toEqual({ kind: 'help', topic: 'all' });
    expect(parseCommand(['-h'])).toEqual({ kind: 'help', topic: 'all' });
    expect(parseCommand(['run', '--help'])).toEqual({ kind: 'help', topic: 'run' });
    expect(parseCommand(['help', 'validate'])).toEqual({ kind: 'help', topic: 'validate' });
    expect(parseCommand(['--version'])).toEqual({ kind: 'version' });
    expect(parseCommand(['validate', 'a', 'b', '-e', 'X=1'])).toEqual({
      kind: 'validate',
      files: ['a', 'b'],
      variables: { X: '1' },
      allowedFiles: [],
      color: true,
    });
  });

  it('takes files outside the repository, for a run and for a look', () => {
    const flags = ['--allow-file', '../a.csv', '--allow-file=b c.csv'];
    expect(run('f.yaml', ...flags).allowedFiles).toEqual(['../a.csv', 'b c.csv']);
    expect(parseCommand(['validate', 'f.yaml', ...flags])).toMatchObject({
      allowedFiles: ['../a.csv', 'b c.csv'],
    });
    expect(problem('run', 'f.yaml', '--allow-file')).toContain('--allow-file needs a value');
  });
});

describe('hotlap new', () => {
  it('takes a type, a URL and a file, and knows where to without them', () => {
    expect(parseCommand(['new', 'smoke'])).toEqual({
      kind: 'new',
      options: { type: 'smoke', url: 'http://localhost:3000', file: 'perf/smoke.perf.yaml' },
    });
    expect(parseCommand(['new', 'spike', 'http://a/b', '-o', '-'])).toMatchObject({
      options: { type: 'spike', url: 'http://a/b', file: '-' },
    });
    expect(parseCommand(['new', '--help'])).toEqual({ kind: 'help', topic: 'new' });
  });

  it('says what types there are', () => {
    expect(problem('new')).toMatch(/^there is no type of test\. Write one of smoke, baseline, load, /);
    expect(problem('new', 'smok')).toBe('there is no type of test "smok". Did you mean hotlap new smoke?');
    expect(problem('new', 'smoke', 'http://a', 'x')).toMatch(/^"x" is one argument too many/);
  });
});
