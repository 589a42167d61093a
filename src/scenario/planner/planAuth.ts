import { nearest, suggestion } from '../../base/nearest.ts';
import { REDACTED } from '../../base/redact.ts';
import { encodeText } from '../expression/encoding.ts';
import type { ResolvedPart } from '../expression/resolvedPart.ts';
import { joinTemplate, toTemplate } from '../expression/resolvedText.ts';
import type { SlotUse } from '../expression/slots.ts';
import type { Plan, PlannedRequest, PlannedStep, Template } from '../plan/plan.ts';
import { type AuthChoice, authOf, LOGIN_GROUP, type PlannedAuth } from '../plan/plannedAuth.ts';
import { capturedSlots, deepRequests, groupPaths } from '../plan/plannedSteps.ts';
import { loginSlots } from '../plan/scenarioSlots.ts';
import type { Path } from '../problem.ts';
import type { AuthField } from '../schema/authField.ts';
import { headerNameProblem, headerValueProblem } from '../schema/headers.ts';
import type { ScenarioFile } from '../schema/schema.ts';
import type { RequestStep } from '../schema/steps.ts';
import type { PlanContext } from './planContext.ts';

type AuthMap = Exclude<AuthField, 'none'>;
type LoginField = NonNullable<AuthMap['login']>;

/** Plans a flow that is run to log in. @returns what it is called in the plan, or null where that is no flow */
type PlanLoginFlow = (name: string, path: Path) => string | null;

/** Plans how requests authenticate, wherever the file says so. */
export class AuthPlanner {
  readonly all: PlannedAuth[] = [];
  /** Whether the file or a scenario of it has an auth that steps inherit. */
  readonly inherits: boolean;
  readonly #context: PlanContext;
  readonly #planFlow: PlanLoginFlow;
  /** By index: where captured values and data are used in it, and where it stands. */
  readonly #uses: ReadonlyMap<number, SlotUse>[] = [];
  readonly #paths: Path[] = [];

  constructor(context: PlanContext, file: ScenarioFile, planFlow: PlanLoginFlow) {
    this.inherits = [file, ...Object.values(file.scenarios ?? {})].some((one) => one.auth !== undefined);
    this.#context = context;
    this.#planFlow = planFlow;
  }

  /** @returns its index, or that there is to be none; undefined where nothing is said */
  plan(entry: AuthField | undefined, path: Path): AuthChoice | undefined {
    if (entry === undefined || entry === 'none') return entry;
    const { slots } = this.#context;
    const outer = slots.takeUses();
    const planned = this.#plan(entry, path);
    const own = slots.takeUses();
    for (const [slot, use] of outer) slots.use(slot, use.path, use.source);
    if (planned === null) return undefined;
    this.#uses.push(own);
    this.#paths.push(path);
    return this.all.push(planned) - 1;
  }

  /** What a step says counts before what its flow says; a header of the step itself, too. */
  choose(
    step: RequestStep,
    around: AuthChoice | undefined,
    path: Path,
  ): Pick<PlannedRequest, 'auth' | 'ownHeaders'> {
    const own = this.plan(step.auth, [...path, 'auth']);
    const choice = own ?? around;
    const names = Object.keys(step.headers ?? {});
    if (choice === undefined) {
      if (!this.inherits || names.length === 0) return {};
      return { ownHeaders: names.map((name) => name.toLowerCase()) };
    }
    const auth = choice === 'none' ? undefined : this.all[choice];
    if (auth === undefined || auth.kind === 'query') return { auth: choice };
    const header = names.find((one) => one.toLowerCase() === auth.name.toLowerCase());
    if (header === undefined) return { auth: choice };
    if (own === undefined) return { auth: 'none' };
    const message = `auth sets the header ${auth.name}, and so does headers`;
    this.#context.error([...path, 'headers', header], message, 'Keep one of the two.', { atKey: true });
    return { auth: choice };
  }

  /** Where an auth uses a slot. */
  useOf(auth: PlannedAuth, slot: number): SlotUse | undefined {
    return this.#uses[this.all.indexOf(auth)]?.get(slot);
  }

  /** The flows that are run to log in, by their names in the plan. */
  get flows(): string[] {
    return this.all.flatMap((one) =>
      one.kind === 'login' ? [one.flow, ...(one.refresh === null ? [] : [one.refresh])] : [],
    );
  }

  /** The flows that are run to log in, and what has a value already when they begin. */
  logins(flows: Readonly<Record<string, readonly PlannedStep[]>>): [string, Map<number, 'always'>][] {
    return this.all.flatMap((one): [string, Map<number, 'always'>][] => {
      if (one.kind !== 'login') return [];
      const login: [string, Map<number, 'always'>] = [one.flow, new Map()];
      if (one.refresh === null) return [login];
      const known = [...capturedSlots(flows, one.flow)].map((slot) => [slot, 'always'] as const);
      return [login, [one.refresh, new Map(known)]];
    });
  }

  /** What the plan says of it. @param auth that of the file */
  parts(auth: AuthChoice | undefined): Pick<Plan, 'auths' | 'auth'> {
    if (this.all.length === 0) return {};
    return { auths: this.all, ...(auth === undefined ? {} : { auth }) };
  }

  /** The groups that requests of logins carry. */
  groups(flows: Readonly<Record<string, readonly PlannedStep[]>>): string[] {
    if (this.flows.length === 0) return [];
    return [LOGIN_GROUP, ...[...groupPaths(flows)].map((one) => LOGIN_GROUP + one)];
  }

  /** Warns of a login by a row of data that is another one in the next iteration. */
  checkRows(plan: Plan): void {
    for (const [index, auth] of this.all.entries()) {
      if (auth.kind !== 'login') continue;
      const used = loginSlots(plan, auth.flow);
      const changing = plan.data?.find(
        (one) => one.per === 'iteration' && one.slots.some((slot) => used.has(slot)),
      );
      if (changing === undefined) continue;
      const message = `the login is made once, and each iteration has another row of "${changing.name}"`;
      const hint = `Give each user a row of its own: data: { ${changing.name}: { per: vu, … } }.`;
      this.#context.warn([...(this.#paths[index] ?? []), 'login', 'flow'], message, hint);
    }
  }

  /** Looks whether each login captures its token, and needs none itself. Once all flows are planned. */
  checkLogins(flows: Readonly<Record<string, readonly PlannedStep[]>>): void {
    for (const [index, auth] of this.all.entries()) {
      if (auth.kind !== 'login') continue;
      const path = [...(this.#paths[index] ?? []), 'login'];
      this.#checkLogin(flows, auth, auth.flow, [...path, 'flow']);
      if (auth.refresh !== null) this.#checkLogin(flows, auth, auth.refresh, [...path, 'refresh']);
    }
  }

  #checkLogin(
    flows: Readonly<Record<string, readonly PlannedStep[]>>,
    { slot }: Extract<PlannedAuth, { kind: 'login' }>,
    flow: string,
    path: Path,
  ): void {
    const { names } = this.#context.slots;
    const captured = capturedSlots(flows, flow);
    if (!captured.has(slot)) {
      const token = names[slot] ?? 'token';
      const others = [...captured].map((one) => names[one] ?? '');
      const near = others.length === 0 ? '' : `${suggestion(token, others)} `;
      const hint = `${near}Capture it in a step of the flow, or name what is captured there: token: ….`;
      this.#context.error(path, `the flow "${flow}" captures no "${token}"`, hint);
    }
    const plan = { target: '', auths: this.all };
    const needy = deepRequests(flows, flow).find((one) => authOf(plan, {}, one)?.kind === 'login');
    if (needy === undefined) return;
    const message = `the flow "${flow}" logs in, and ${needy.name} in it needs a login itself`;
    this.#context.error(path, message, 'Give that step auth: none, or another kind of auth.');
  }

  #plan(entry: AuthMap, path: Path): PlannedAuth | null {
    const { bearer, basic, apiKey, login } = entry;
    if (bearer !== undefined) return this.#bearer(bearer, [...path, 'bearer']);
    if (basic !== undefined) return this.#basic(basic, [...path, 'basic']);
    if (apiKey !== undefined) return this.#apiKey(apiKey, [...path, 'apiKey']);
    return login === undefined ? null : this.#login(login, [...path, 'login']);
  }

  #bearer(text: string, path: Path): PlannedAuth {
    const token = this.#secret(this.#context.template(text, path), 'header', path);
    return { kind: 'header', name: AUTHORIZATION, value: joinTemplate(['Bearer ', token].flat()) };
  }

  #basic({ user, password }: NonNullable<AuthMap['basic']>, path: Path): PlannedAuth {
    const before = this.#context.template(user, [...path, 'user']);
    if (before.some((part) => part.kind === 'text' && part.text.includes(':'))) {
      const message = 'the name of a user may not hold a colon in basic authentication';
      this.#context.error([...path, 'user'], message, 'RFC 7617 ends the name at the first colon.');
    }
    const secret = this.#context.template(password, [...path, 'password']);
    this.#secret(secret, 'none', [...path, 'password']);
    const parts: ResolvedPart[] = [...before, { kind: 'text', text: ':' }, ...secret];
    const plain = toTemplate(parts, 'none');
    const value =
      typeof plain === 'string'
        ? Buffer.from(plain).toString('base64')
        : [{ base64: plain, encoding: 'header' as const }];
    return { kind: 'header', name: AUTHORIZATION, value: joinTemplate(['Basic ', value].flat()) };
  }

  #apiKey(entry: NonNullable<AuthMap['apiKey']>, path: Path): PlannedAuth {
    const name = this.#context.text(entry.name, [...path, 'name']);
    const value = this.#context.template(entry.value, [...path, 'value']);
    const at = [...path, 'value'];
    if (entry.in === 'query') {
      return { kind: 'query', name: encodeText('query', name), value: this.#secret(value, 'query', at) };
    }
    const wrong = name === '' ? null : headerNameProblem(name);
    if (wrong !== null) this.#context.error([...path, 'name'], wrong.message, wrong.hint);
    return { kind: 'header', name, value: this.#secret(value, 'header', at) };
  }

  #login(entry: LoginField, path: Path): PlannedAuth | null {
    const { token = 'token', per = 'vu' } = entry;
    const name = this.#context.text(entry.header ?? AUTHORIZATION, [...path, 'header']);
    const flow = this.#planFlow(entry.flow, [...path, 'flow']);
    const refresh = entry.refresh === undefined ? null : this.#planFlow(entry.refresh, [...path, 'refresh']);
    const found = this.#context.slots.find(token);
    if (found === null || 'message' in found || found.isData) {
      const at = entry.token === undefined ? [...path, 'flow'] : [...path, 'token'];
      const meant = nearest(token, this.#context.slots.names);
      const capture = `Capture it in the flow: capture: { ${token}: $.access_token }.`;
      const hint = meant === undefined ? capture : `Did you mean "${meant}"? Then write token: ${meant}.`;
      this.#context.error(at, `no step captures "${token}"`, hint);
      return null;
    }
    if (flow === null) return null;
    const scheme = name.toLowerCase() === 'authorization' ? 'Bearer ' : '';
    const { slot } = found;
    const value = joinTemplate([scheme, { slot, encoding: 'header', fallback: null }]);
    return { kind: 'login', name, value, flow, refresh, per, slot, shown: entry.flow };
  }

  /** A text that is a secret as a whole, whatever it is called. */
  #secret(parts: readonly ResolvedPart[], encoding: 'header' | 'query' | 'none', path: Path): Template {
    const plain = toTemplate(parts, 'none');
    if (typeof plain === 'string') this.#context.hidden.add(plain);
    if (encoding !== 'header') return toTemplate(parts, encoding);
    const texts = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
    const wrong = headerValueProblem(REDACTED, texts);
    if (wrong !== null) {
      const message = 'it holds a character that HTTP does not allow in a header';
      this.#context.error(
        path,
        message,
        'Look for line breaks, also at the end, and for letters with accents.',
      );
    }
    return toTemplate(parts, 'header');
  }
}

const AUTHORIZATION = 'Authorization';
