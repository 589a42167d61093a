import { parseDurationMs } from '../base/duration.ts';
import { HotlapError } from '../base/errors.ts';
import { LEAST_DURATION_MS, MOST_VUS } from '../scenario/planner/planScenario.ts';
import type { ThreadChoice } from '../scenario/planner/planThreads.ts';
import { LONGEST_MS, MOST_THREADS } from '../scenario/schema/fields.ts';

/** `NAME=value` pairs. @throws HotlapError `usage`, as all of these do */
export function readVariables(pairs: readonly string[] = []): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0));
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw usage(`-e ${pair} is no variable`, 'Write -e NAME=value.');
    }
    variables[name] = pair.slice(equals + 1);
  }
  return variables;
}

/** A number of VUs. */
export function readVus(text: string | undefined): number | null {
  if (text === undefined) return null;
  const vus = Number(text);
  if (/^\d+$/.test(text) && vus >= 1 && vus <= MOST_VUS) return vus;
  throw usage(
    `--vus ${text} is no number of VUs`,
    `Write a whole number from 1 to ${MOST_VUS}, as in -u 20.`,
  );
}

/** A duration, in milliseconds. */
export function readDuration(text: string | undefined): number | null {
  if (text === undefined) return null;
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined && durationMs > 0 && durationMs < LEAST_DURATION_MS) {
    const hint = 'Write it like -d 10s; a plain number is milliseconds.';
    throw usage(`--duration ${text} is too short: a run must last at least 1s`, hint);
  }
  if (durationMs !== undefined && durationMs > 0 && durationMs <= LONGEST_MS) return durationMs;
  throw usage(
    `--duration ${text} is no duration`,
    'Write one as k6 does, of 24d at most: 30s, 1m30s, 500ms.',
  );
}

/** A number of iterations, enough for the VUs. */
export function readIterations(text: string | undefined, vus: string | undefined): number | null {
  if (text === undefined) return null;
  const iterations = Number(text);
  if (!/^\d+$/.test(text) || iterations < 1 || !Number.isSafeInteger(iterations)) {
    throw usage(
      `--iterations ${text} is no number of iterations`,
      'Write a whole number from 1, as in -i 100.',
    );
  }
  if (vus !== undefined && iterations < Number(vus)) {
    const message = `--iterations ${text} cannot be shared by the ${vus} VUs of --vus`;
    throw usage(message, `Write -i ${vus} or more, or fewer VUs.`);
  }
  return iterations;
}

/** A number of threads, or `auto`. */
export function readThreads(text: string | undefined): ThreadChoice | null {
  if (text === undefined) return null;
  if (text === 'auto') return text;
  const threads = Number(text);
  if (/^\d+$/.test(text) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw usage(
    `--threads ${text} is no number of threads`,
    `Write auto, or a whole number from 1 to ${MOST_THREADS}.`,
  );
}

/** The file of `json=FILE`. */
export function readOut(text: string | undefined): string | null {
  if (text === undefined) return null;
  const [kind, ...rest] = text.split('=');
  const file = rest.join('=');
  if (kind === 'json' && file !== '') return file;
  throw usage(`--out ${text} is not known here`, 'Write --out json=FILE.');
}

/** A host as a person may write it: `example.com`, `http://example.com:8080/`, `2001:db8::1`. */
export function readHost(text: string): string {
  const isBareIpv6 = /:.*:/.test(text) && !text.includes('[') && !text.includes('://');
  const url = text.includes('://') ? text : `http://${isBareIpv6 ? `[${text}]` : text}`;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (host === '') throw usage(`--allow-host ${text} is no host`, 'Write a host name or an address.');
  return host.replace(/^\[|\]$/g, '');
}

/** A command line that cannot be carried out. */
export function usage(message: string, hint: string): HotlapError {
  return new HotlapError({ code: 'usage', message, hint });
}
