import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addUser } from './auth.ts';
import { findRoute } from './routes.ts';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const found = findRoute(request.method ?? 'GET', path);
  const { status, body, headers } = found
    ? await found.route({ request, query: new URLSearchParams(query), id: found.id })
    : { status: 404, body: { error: 'no such route' }, headers: {} };
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
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
