import type * as z from 'zod';
import type { Path } from '../problem.ts';
import { scenarioField } from '../schema/executorFields.ts';
import { alternatives } from '../schema/schemaTree.ts';
import { METHODS } from '../schema/steps.ts';

/** What another tool's word is here: the key that it stands for, where that may stand; and what to do. */
interface OtherWord {
  readonly word: string;
  readonly hint: string;
}

const called = (word: string): OtherWord => ({ word, hint: `It is called "${word}" here.` });
const METHOD: OtherWord = { word: 'GET', hint: 'Write the method as the key: GET: /path.' };
const TOP = 'What k6 has under options stands at the top here: vus, duration, stages, scenarios, thresholds.';

/** Words of k6, of Locust and of other languages for what is called otherwise here; those of k6 first. */
const OTHER_WORDS: ReadonlyMap<string, readonly OtherWord[]> = new Map([
  ['exec', [called('flow')]],
  ['batch', [called('parallel')]],
  ['sleep', [{ word: 'think', hint: 'A pause is called "think" here: think: 1s.' }]],
  ['wait', [called('think')]],
  ['check', [called('expect')]],
  ['checks', [called('expect')]],
  ['url', [METHOD]],
  ['method', [METHOD]],
  ['request', [METHOD]],
  ['path', [METHOD]],
  ['params', [{ word: 'query', hint: 'Write query for the query, headers for the headers.' }]],
  ['options', [{ word: 'vus', hint: TOP }]],
  ['users', [called('vus')]],
  ['spawn-rate', [{ word: 'stages', hint: 'Ramp with stages: [{ duration: 30s, target: 50 }].' }]],
  ['run-time', [called('duration')]],
  ['host', [called('target')]],
  ['baseUrl', [called('target')]],
  ['times', [called('count')]],
  ['then', [called('steps')]],
  ['noCookiesReset', [{ word: 'cookies', hint: 'Write cookies: vu here.' }]],
]);

/** What a word of another tool is here, among the keys that may stand there; undefined for all others. */
export function otherWord(key: string, known: readonly string[]): OtherWord | undefined {
  const method = /^http\.(\w+)$/.exec(key)?.[1]?.toUpperCase();
  const name = method === 'DEL' ? 'DELETE' : method;
  if (name !== undefined && METHODS.some((one) => one === name) && known.includes(name)) return called(name);
  return OTHER_WORDS.get(key)?.find(({ word }) => known.includes(word));
}

/** Whether a word is one that another tool has. */
export function isOtherWord(key: string): boolean {
  return otherWord(key, METHODS) !== undefined || OTHER_WORDS.has(key);
}

/** The keys without those that say the same mistake again: who writes `url` writes `method` too. */
export function withoutTwins(keys: readonly string[]): readonly string[] {
  return keys.includes('url') ? keys.filter((key) => key !== 'method') : keys;
}

/** Keys of executors that another executor has under another name, or not at all, and what to do. */
const EXECUTOR_HINTS: ReadonlyMap<string, string> = new Map([
  ['ramping-vus vus', 'It is called "startVUs" here; the numbers after it are the targets of stages.'],
  [
    'constant-arrival-rate vus',
    'Here preAllocatedVUs says how many are ready, and maxVUs how many there may be.',
  ],
  [
    'ramping-arrival-rate vus',
    'Here preAllocatedVUs says how many are ready, and maxVUs how many there may be.',
  ],
  ['constant-vus maxDuration', 'It is called "duration" here.'],
  ['constant-vus stages', 'Use executor: ramping-vus.'],
  ['constant-arrival-rate stages', 'Use executor: ramping-arrival-rate.'],
  ['constant-vus rate', 'Use executor: constant-arrival-rate.'],
  ['ramping-vus rate', 'Use executor: ramping-arrival-rate.'],
  ['ramping-vus duration', 'Each of the stages has a duration of its own.'],
  ['ramping-arrival-rate duration', 'Each of the stages has a duration of its own.'],
  [
    'ramping-arrival-rate rate',
    'It is called "startRate" here; the rates after it are the targets of stages.',
  ],
  ['shared-iterations duration', 'It is called "maxDuration" here.'],
  ['per-vu-iterations duration', 'It is called "maxDuration" here.'],
]);

/** What to do about a key that another executor has; undefined for all others, and outside of scenarios. */
export function executorHint(key: string, above: Path, executor: unknown): string | undefined {
  if (above.length !== 2 || above[0] !== 'scenarios') return undefined;
  const own = EXECUTOR_HINTS.get(`${String(executor)} ${key}`);
  if (own !== undefined) return own;
  const having = executors().filter(({ shape }) => Object.hasOwn(shape, key));
  if (having.length === 0) return undefined;
  const names = having.flatMap(({ shape }) => [...(shape.executor as z.ZodLiteral<string>).values]);
  return `It is for ${names.join(' and ')}.`;
}

function executors(): z.ZodObject[] {
  return alternatives(scenarioField) as z.ZodObject[];
}
