import type { ErrorInfo } from '../base/errors.ts';
import { isSecretVariable, REDACTED, redactUrl } from '../base/redact.ts';
import type { ProcessFacts } from './processTable.ts';

interface Runtime {
  readonly name: string;
  readonly program: RegExp;
  readonly hint: string;
}

const SOON = 'Hotlap profiles Node processes; the load runs all the same';

/** By the base name of the program, in lower case and without `.exe`. */
const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Python',
    program: /^(python|pypy|uwsgi|gunicorn|uvicorn)[\d.]*$/,
    hint: `${SOON}. For Python, py-spy shows it: \`py-spy top --pid PID --subprocesses\``,
  },
  {
    name: 'Bun',
    program: /^bun(-\w+)?$/,
    hint: `${SOON}. Start the API with \`node\` to see hotspots, or Bun with \`--inspect\` and its own debugger`,
  },
  {
    name: 'Deno',
    program: /^deno$/,
    hint: `${SOON}. Start Deno with \`--inspect\` and profile it in chrome://inspect`,
  },
  {
    name: 'Java',
    program: /^java(w)?$/,
    hint: `${SOON}. For the JVM: \`jcmd PID JFR.start duration=10s filename=api.jfr\``,
  },
  { name: '.NET', program: /^dotnet$/, hint: `${SOON}. For .NET: \`dotnet-trace collect -p PID\`` },
  {
    name: 'Ruby',
    program: /^(ruby|puma|unicorn)[\d.]*$/,
    hint: `${SOON}. For Ruby: \`rbspy record --pid PID\``,
  },
  { name: 'PHP', program: /^php(-fpm)?[\d.]*$/, hint: SOON },
  {
    name: 'Electron',
    program: /^(electron|code( helper.*)?|code-insiders)$/,
    hint: 'start the API with `node` itself, not inside an Electron program',
  },
];

const FORWARDERS = /^(ssh|sshd|kubectl|socat|wslrelay|ngrok|cloudflared|iphlpsvc)$/;
const CONTAINER_PROXIES =
  /^(docker-proxy|dockerd|com\.docker\..*|rootlesskit|rootlessport|slirp4netns|pasta|vpnkit.*|gvproxy|limactl|conmon|colima)$/;
const PROXIES = /^(nginx|caddy|traefik|haproxy|envoy|httpd|apache2|varnishd)$/;

/** `node`, `nodejs`, `node20`, `node-24.1.0`: nothing else is surely Node. */
const NODE = /^node(js)?[-_]?v?[\d.]*$/;

/** The name of the program without its folder and `.exe`; '' where not known. */
function programName(program: string | null): string {
  const base = program?.split(/[\\/]/).at(-1) ?? '';
  return base.replace(/\.exe$/i, '');
}

/** By its program file alone; a name that a process gives itself counts for nothing. */
export function isNode(facts: ProcessFacts): boolean {
  return NODE.test(programName(facts.program).toLowerCase());
}

/** The command line as far as it fits, without its secrets: `node dist/server.js --token ***`. */
export function shortCommand(facts: ProcessFacts, longest = 80): string {
  const [first = '', ...rest] = facts.args;
  const command = [programName(first) || programName(facts.program), ...withoutSecrets(rest)].join(' ');
  return command.length > longest ? `${command.slice(0, longest - 1)}…` : command;
}

/** Arguments with the values of secret options, and passwords in URLs, taken out. */
function withoutSecrets(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const before = args[index - 1] ?? '';
    if (/^--?[\w-]+$/.test(before) && isSecretVariable(before.replaceAll('-', '_'))) return REDACTED;
    const [, option, value] = /^(--?[\w.-]+=|[A-Za-z_]\w*=)(.*)$/s.exec(arg) ?? [];
    if (option === undefined || value === undefined) return redactUrl(arg);
    const isSecret = isSecretVariable(option.slice(0, -1).replaceAll('-', '_'));
    return option + (isSecret ? REDACTED : redactUrl(value));
  });
}

/**
 * Whether a process is surely Node, of this user and within reach: SIGUSR1 ends a Python or Bun process.
 * @returns null where it is, or why it is not and what to do
 */
export function reasonNotToAttach(facts: ProcessFacts, ownUid: number | null): ErrorInfo | null {
  const name = programName(facts.program).toLowerCase();
  const who = `process ${facts.pid} (${shortCommand(facts)})`;
  if (isAnothersProcess(facts.uid, ownUid)) {
    return unavailable(
      `${who} belongs to another user (uid ${facts.uid})`,
      'start the API as the user who runs Hotlap, or run Hotlap as the user who runs the API',
    );
  }
  if (facts.contained) return unavailable(`${who} runs in a container`, CONTAINER_HINT);
  if (facts.program === null) {
    return unavailable(
      `the program of ${who} may not be read, so it cannot be told whether it is Node`,
      'start the API as the user who runs Hotlap, with no extra capabilities set on its program',
    );
  }
  if (isNode(facts)) return null;
  return notNode(facts, name, who);
}

export const CONTAINER_HINT =
  'run Hotlap inside the same container (in VS Code: Dev Containers), or run the API outside of it';

/** Another user's, and we are not the one who may do all. */
export function isAnothersProcess(uid: number | null, ownUid: number | null): boolean {
  return uid !== null && ownUid !== null && ownUid !== 0 && uid !== ownUid;
}

export function unavailable(message: string, hint: string): ErrorInfo {
  return { code: 'profile-unavailable', message: `no hotspots: ${message}`, hint };
}

/** Whether SIGUSR1 opens the inspector of a Node process, rather than end it or do nothing. */
export function reasonNotToSignal(facts: ProcessFacts): ErrorInfo | null {
  const forbids = facts.args.find((arg) => arg === '--disable-sigusr1' || arg === '--permission');
  if (forbids === undefined && facts.handlesSigusr1 !== false) return null;
  return unavailable(
    `process ${facts.pid} (${shortCommand(facts)}) does not open its inspector on request${forbids ? `: it was started with ${forbids}` : ''}`,
    `start it ${forbids ? `without ${forbids}` : 'with a Node of your own build that has an inspector'}, or with \`--inspect\``,
  );
}

function notNode(facts: ProcessFacts, name: string, who: string): ErrorInfo {
  if (CONTAINER_PROXIES.test(name)) {
    return unavailable(`the port is forwarded into a container by ${who}`, CONTAINER_HINT);
  }
  if (FORWARDERS.test(name)) {
    return unavailable(
      `the port is forwarded by ${who}; the API runs somewhere else`,
      'run Hotlap on the machine where the API runs',
    );
  }
  if (PROXIES.test(name)) {
    return unavailable(
      `${who} is a proxy before the API`,
      "set the scenario's target to the port of the API itself",
    );
  }
  const runtime = RUNTIMES.find((one) => one.program.test(name));
  if (runtime) {
    return unavailable(`${who} is ${runtime.name}`, runtime.hint.replaceAll('PID', String(facts.pid)));
  }
  if (facts.go) {
    return unavailable(
      `${who} is a Go program`,
      `${SOON}. With net/http/pprof in it: \`go tool pprof http://HOST:PORT/debug/pprof/profile?seconds=5\``,
    );
  }
  return unavailable(`${who} is not Node`, SOON);
}
