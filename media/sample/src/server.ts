import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addUser, login } from './auth.ts';
import { latestOrders } from './orders.ts';
import { pay } from './payments.ts';

type Answer = readonly [status: number, body: unknown];
type Route = (request: IncomingMessage) => Answer | Promise<Answer>;

const LARGEST_BODY_BYTES = 10_000;

const routes: Record<string, Route> = {
  'GET /': () => [200, { routes: Object.keys(routes) }],
  'GET /health': () => [200, { status: 'ok' }],
  'GET /orders': async () => [200, { orders: await latestOrders() }],
  'POST /auth/login': async (request) => {
    const body = await readJson(request);
    if (typeof body?.email !== 'string' || typeof body.password !== 'string') {
      return [400, { error: 'email and password are needed' }];
    }
    const session = login(body.email, body.password);
    return session ? [200, session] : [401, { error: 'wrong email or password' }];
  },
  'POST /payments': () => {
    const payment = pay();
    return payment ? [201, payment] : [503, { error: 'the payment provider does not answer' }];
  },
};

/** The body as an object, or null where it is too large or no JSON object. */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of request) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LARGEST_BODY_BYTES) return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  const route = routes[`${request.method} ${path}`];
  const [status, body] = route ? await route(request) : [404, { error: 'no such route' }];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"internal"}');
  });
});

/** Lets the requests under way end, for at most a second. */
function stop(): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1000).unref();
}

server.on('error', (error) => {
  console.error(`cannot listen: ${error.message}`);
  process.exitCode = 1;
});
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

addUser('ada@example.com', 'correct horse');
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) console.log(`listening on http://127.0.0.1:${address.port}`);
});
