import type { HelpTopic } from './args.ts';

const RUN = `hotlap run FILE [options], hotlap run --suite NAME
  Runs the scenarios of a file, or a suite, and prints what was measured.

  --scenario NAME           only this scenario (again for more)
  --suite NAME              the runs of a suite, in order; FILE may be left out
  --bail                    end a suite at the first run that does not pass
  --profile                 profile the API's own process: hot functions by line
  --baseline FILE           compare with a baseline (.hotlap/baselines/…)
  --save-baseline           keep the run as the baseline, if it passes
  -e, --env NAME=VALUE      a variable, before the environment and .env
  -u, --vus N               this many VUs instead of the file's
  -d, --duration TIME       this long instead of the file's (30s, 1m30s)
  -i, --iterations N        this many iterations, shared by the VUs (1, or -u)
  --threads N|auto          send the load from this many threads
  --allow-host HOST         send load to a host that is not this machine
  --allow-file PATH         read a file outside the repository (again for more)
  --summary-export FILE     k6's summary export, as JSON
  --summary-trend-stats L   such as avg,med,p(95),p(99.9),count
  -o, --out json=FILE       the whole run record, as JSON
  -q, --quiet               no progress
  --no-color                no colour (so do NO_COLOR=1, and a pipe)

  Results go to stdout, progress to stderr. Each run is kept in .hotlap/runs/.
  Ctrl-C lets the requests under way finish; a second Ctrl-C does not.`;

const VALIDATE = `hotlap validate FILE…
  Tells what is wrong in scenario files, and where.

  -e, --env NAME=VALUE      a variable, before the environment and .env
  --allow-file PATH         read a file outside the repository (again for more)
  --no-color                no colour`;

const NEW = `hotlap new TYPE [URL]
  Writes a scenario file to begin from. TYPE: smoke, baseline, load, stress,
  spike, soak, breakpoint, scalability, rate. URL: http://localhost:3000.

  -o, --out FILE            where to (perf/TYPE.perf.yaml; - for stdout)`;

const EXIT_CODES = `Exit codes (k6's)
    0  all thresholds hold             99  a threshold failed
  104  options, file or host wrong    105  stopped by a signal
  107  no target, or setup failed     103  the load engine failed
  100  setup took over 60 s           101  teardown took over 60 s`;

/** The text of `--help`; fits 80 columns. */
export function helpText(topic: HelpTopic): string {
  if (topic === 'run') return `${RUN}\n\n${EXIT_CODES}`;
  if (topic === 'validate') return VALIDATE;
  if (topic === 'new') return NEW;
  return [
    'Hotlap: load-test the API you work on, and see the line that makes it slow.',
    RUN,
    VALIDATE,
    NEW,
    'hotlap --version, hotlap --help',
    EXIT_CODES,
  ].join('\n\n');
}
