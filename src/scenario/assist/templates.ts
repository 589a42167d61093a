import { stringify } from 'yaml';
import { printExpressions } from '../expression/expression.ts';

/** A kind of test to begin from. */
export interface ScenarioTemplate {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

interface Body extends ScenarioTemplate {
  /** What stands between the target and the flow. */
  readonly load: string;
  readonly thresholds: string;
  readonly think: string;
}

const USUAL = `  http_req_failed: [rate < 0.01]           # fewer than 1 % of the requests
  http_req_duration: [p(95) < 500]         # milliseconds`;

/** For an API that is asked for more than it should bear. */
const STRAINED = `  http_req_failed: [rate < 0.05]           # fewer than 5 % of the requests
  http_req_duration: [p(95) < 2000]        # milliseconds`;

const BODIES: readonly Body[] = [
  {
    id: 'smoke',
    label: 'Smoke',
    description: 'One user for ten seconds: does it work, and is it as fast as before?',
    load: 'vus: 1\nduration: 10s',
    thresholds: '  http_req_failed: [rate == 0]\n  http_req_duration: [p(95) < 500]         # milliseconds',
    think: '100ms',
  },
  {
    id: 'baseline',
    label: 'Baseline',
    description: 'Ten users for thirty seconds: the numbers to compare later runs with',
    load: 'vus: 10\nduration: 30s',
    thresholds: USUAL,
    think: '100ms..300ms',
  },
  {
    id: 'load',
    label: 'Load',
    description: 'Up to the usual number of users, held, and down again',
    load: `stages:
  - { duration: 30s, target: 50 }          # up to 50 users
  - { duration: 2m, target: 50 }           # as on a usual day
  - { duration: 10s, target: 0 }`,
    thresholds: USUAL,
    think: '1s..3s',
  },
  {
    id: 'stress',
    label: 'Stress',
    description: 'Half as many users again as it should bear: what gives way first?',
    load: `stages:
  - { duration: 30s, target: 100 }
  - { duration: 1m, target: 100 }          # what it should bear
  - { duration: 30s, target: 150 }
  - { duration: 2m, target: 150 }          # half as many again
  - { duration: 30s, target: 100 }
  - { duration: 1m, target: 100 }          # recovered?
  - { duration: 10s, target: 0 }`,
    thresholds: STRAINED,
    think: '500ms..1s',
  },
  {
    id: 'spike',
    label: 'Spike',
    description: 'Ten times the users at once, and back: does it recover?',
    load: `stages:
  - { duration: 20s, target: 10 }
  - { duration: 0s, target: 100 }          # all at once
  - { duration: 30s, target: 100 }
  - { duration: 0s, target: 10 }
  - { duration: 30s, target: 10 }          # recovered?`,
    thresholds: STRAINED,
    think: '500ms..1s',
  },
  {
    id: 'soak',
    label: 'Soak',
    description: 'The usual number of users for an hour: does it leak, or slow down?',
    load: 'vus: 20\nduration: 1h\nwarmup: 1m                               # in no figure',
    thresholds: USUAL,
    think: '1s..3s',
  },
  {
    id: 'breakpoint',
    label: 'Breakpoint',
    description: 'A higher rate at each step until the thresholds fail: how much does it bear?',
    load: `breakpoint:
  start: 50                                # iterations a second
  step: 50                                 # up by so many
  stepDuration: 20s                        # each is judged by its own figures
  max: 2000
  # target: 500                            # what it has to bear: the run fails below it
  # search: bisection                      # twice as high each time, then halving: for a high rate`,
    thresholds: USUAL,
    think: '',
  },
  {
    id: 'scalability',
    label: 'Scalability',
    description: 'Twice the users at each step: does the throughput grow with them?',
    load: `vus: 1
stages:
  - { duration: 20s, target: 1 }
  - { duration: 0s, target: 2 }
  - { duration: 20s, target: 2 }
  - { duration: 0s, target: 4 }
  - { duration: 20s, target: 4 }
  - { duration: 0s, target: 8 }
  - { duration: 20s, target: 8 }
  - { duration: 0s, target: 16 }
  - { duration: 20s, target: 16 }
  - { duration: 0s, target: 32 }
  - { duration: 20s, target: 32 }`,
    thresholds: USUAL,
    think: '',
  },
  {
    id: 'rate',
    label: 'Rate',
    description: 'A fixed number of requests a second, whether or not the API keeps up',
    load: `scenarios:
  steady:
    executor: constant-arrival-rate
    rate: 50                               # iterations a second
    duration: 1m
    maxVUs: 200                            # a start that finds no free user waits, and its time counts`,
    thresholds: `${USUAL}\n  dropped_iterations: [count < 10]`,
    think: '',
  },
];

/** What `Create Scenario` offers. */
export const scenarioTemplates: readonly ScenarioTemplate[] = BODIES.map(({ id, label, description }) => ({
  id,
  label,
  description,
}));

/**
 * A scenario file that requests a URL: the simplest kind of test.
 * @throws Error where it is no http or https URL
 */
export function scenarioFromUrl(url: string): string {
  return scenarioFromTemplate('smoke', url);
}

/**
 * The text of a scenario file of a kind of test, with the URL's origin as target and its path as the first
 * request.
 * @throws Error where there is no such template, or it is no http or https URL
 */
export function scenarioFromTemplate(id: string, url: string): string {
  const body = BODIES.find((one) => one.id === id);
  if (body === undefined)
    throw new Error(`there is no template "${id}": ${BODIES.map((one) => one.id).join(', ')}`);
  if (!/^https?:\/\//i.test(url.trim()) || !URL.canParse(url)) {
    throw new Error(
      `"${url}" is no URL that requests can be sent to: write it like http://localhost:3000/orders`,
    );
  }
  const parsed = new URL(url.trim());
  const path = scalar(printExpressions([{ kind: 'text', text: parsed.pathname + parsed.search }]));
  const think = body.think === '' ? '' : `\n  - think: ${body.think}`;
  return `# ${body.description}${body.description.endsWith('?') ? '' : '.'}
# Click Run above, or in a terminal: hotlap run THIS-FILE
name: ${scalar(`${body.label} of ${parsed.host}`)}
target: \${API_URL:-${parsed.origin}}
${/^(scenarios|breakpoint):/.test(body.load) ? `\n${body.load}\n` : `${body.load}\n`}
flow:
  - GET: ${path}
    expect: { status: 2xx }${think}

thresholds:
${body.thresholds}
`;
}

/** A text as a YAML scalar on one line, quoted where it must be. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, defaultStringType: 'PLAIN' }).trim();
}
