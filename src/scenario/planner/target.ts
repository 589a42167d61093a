import type { PlanContext } from './planContext.ts';

/** Where the requests go whose paths begin with `/`. */
export interface Target {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What comes before each path; empty, or begins with `/` and does not end with it. */
  readonly basePath: string;
}

/** What is wrong with a URL as a place to send requests to; null where nothing is. */
export function urlProblem(text: string): { readonly message: string; readonly hint: string } | null {
  const example = 'Write it like http://localhost:3000.';
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return {
      message: `"${text}" is no URL: it has no scheme`,
      hint: `Write it like http://${text.replace(/^\/+/, '')}.`,
    };
  }
  if (!/^https?:/i.test(text)) {
    return { message: `"${text}" is not http or https`, hint: example };
  }
  if (!URL.canParse(text))
    return { message: `"${text}" is no URL: its host or port is wrong`, hint: example };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    const message = 'a URL may not hold a user name or password';
    return {
      message,
      hint: `Give them as a header: Authorization: "Basic \${CREDENTIALS}", and set it in .env.`,
    };
  }
  return null;
}

/** Reads `target`; what is wrong with it is reported, and the plan then has no use for the result. */
export function planTarget(context: PlanContext, target: string): Target {
  const text = context.text(target, ['target']).trim();
  const nowhere: Target = { origin: '', basePath: '' };
  // An unset variable has been told of already.
  if (context.problems.length > 0) return nowhere;
  const wrong = urlProblem(text);
  if (wrong !== null) {
    context.error(['target'], wrong.message, wrong.hint);
    return nowhere;
  }
  const url = new URL(text);
  context.checkHost(url.origin, ['target']);
  if (url.search !== '' || url.hash !== '') {
    context.error(
      ['target'],
      'target holds a query or a fragment',
      'Give parameters of every request under query.',
    );
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}
