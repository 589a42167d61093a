import type { IncomingMessage } from 'node:http';
import { login } from './auth.ts';
import { readJson } from './body.ts';
import { beginImport, countRows, importState } from './imports.ts';
import { latestOrders } from './orders.ts';
import { pay } from './payments.ts';
import { findProduct, reviewsOf, searchProducts } from './products.ts';
import { findSession, openSession, type Session } from './sessions.ts';

/** A request with what its path holds. */
export interface Call {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  /** What stands for `*` in the route; '' where there is none. */
  readonly id: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

type Route = (call: Call) => Answer | Promise<Answer>;

const error = (status: number, message: string): Answer => ({ status, body: { error: message } });
const found = (body: unknown): Answer =>
  body === null ? error(404, 'there is none') : { status: 200, body };

/** Answers only those who are signed in, by a bearer token or by the cookie. */
function signedIn(answer: (session: Session, call: Call) => Answer | Promise<Answer>): Route {
  return (call) => {
    const { authorization, cookie } = call.request.headers;
    const session = findSession(authorization, cookie);
    return session === null ? error(401, 'sign in first, or again') : answer(session, call);
  };
}

/** `*` stands for one part of a path. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /': () => ({ status: 200, body: { routes: Object.keys(routes) } }),
  'GET /health': () => ({ status: 200, body: { status: 'ok' } }),
  'GET /orders': async () => ({ status: 200, body: { orders: await latestOrders() } }),
  'GET /latest': () => ({ status: 302, body: null, headers: { location: '/orders' } }),
  'POST /auth/login': async ({ request }) => {
    const body = await readJson(request);
    if (typeof body?.email !== 'string' || typeof body.password !== 'string') {
      return error(400, 'email and password are needed');
    }
    const session = login(body.email, body.password);
    return session ? { status: 200, body: session } : error(401, 'wrong email or password');
  },
  'POST /payments': () => {
    const payment = pay();
    return payment ? { status: 201, body: payment } : error(503, 'the payment provider does not answer');
  },
  'POST /session': async ({ request }) => {
    const body = await readJson(request);
    if (typeof body?.user !== 'string' || body.user === '') return error(400, 'user is needed');
    const { token, id, endsAtMs } = openSession(body.user, body.lifeMs);
    const headers = { 'set-cookie': `sid=${id}; Path=/; HttpOnly; SameSite=Lax` };
    return { status: 201, body: { token, expiresInMs: endsAtMs - Date.now() }, headers };
  },
  'GET /me': signedIn(({ user, cart }) => ({ status: 200, body: { user, items: cart.length } })),
  'GET /products': ({ query }) => ({ status: 200, body: { products: searchProducts(query.get('q') ?? '') } }),
  'GET /products/*': ({ id }) => found(findProduct(Number(id))),
  'GET /products/*/reviews': ({ id }) => ({ status: 200, body: { reviews: reviewsOf(Number(id)) } }),
  'GET /cart': signedIn(({ cart }) =>
    cart.length === 0 ? error(404, 'the cart is empty') : found({ cart }),
  ),
  'POST /cart': signedIn(async ({ cart }, { request }) => {
    const product = findProduct(Number((await readJson(request))?.product));
    if (product === null) return error(400, 'there is no such product');
    cart.push(product.id);
    return { status: 201, body: { cart } };
  }),
  'DELETE /cart': signedIn(({ cart }) => {
    cart.length = 0;
    return { status: 200, body: { cart } };
  }),
  'POST /imports': signedIn(async (_, { request }) => {
    const id = beginImport(await countRows(request, request.headers['content-type']));
    return { status: 202, body: { id, ...importState(id) }, headers: { location: `/imports/${id}` } };
  }),
  'GET /imports/*': signedIn((_, { id }) => found(importState(id))),
};

/** The route of a method and path, and what stands for its `*`; null where there is none. */
export function findRoute(method: string, path: string): { route: Route; id: string } | null {
  const exact = routes[`${method} ${path}`];
  if (exact !== undefined) return { route: exact, id: '' };
  const [, first = '', id = '', ...rest] = path.split('/');
  const route = routes[`${method} /${[first, '*', ...rest].join('/')}`];
  return route === undefined || id === '' ? null : { route, id };
}
