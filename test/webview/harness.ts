/** A page that is to the panel what VS Code is: its theme variables, its message channel, its content security policy. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export type Theme = 'dark' | 'light' | 'high-contrast';

export interface Harness {
  readonly origin: string;
  close(): Promise<void>;
}

function page(origin: string, nonce: string, theme: Theme): { html: string; policy: string } {
  // As the extension sends it: lit's style sheets are constructed, so no inline style need be allowed.
  const policy = `default-src 'none'; img-src ${origin}; font-src ${origin}; style-src ${origin}; script-src 'nonce-${nonce}';`;
  const html = `<!DOCTYPE html>
<html lang="en" data-theme="${theme}">
<head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="/themes.css"><title>Hotlap</title></head>
<body class="vscode-${theme}">
<script nonce="${nonce}">
  window.posted = [];
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) =>
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber));
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.posted.push(message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
</script>
<script nonce="${nonce}" src="/webview.js"></script>
</body></html>`;
  return { html, policy };
}

/** Serves the page on an ephemeral port of loopback: `/?theme=dark`. */
export async function startHarness(bundleFile: string): Promise<Harness> {
  const script = await readFile(bundleFile);
  const themes = await readFile(join(import.meta.dirname, 'fixtures', 'themes.css'));
  let origin = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname === '/webview.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else if (url.pathname === '/themes.css') {
      response.setHeader('content-type', 'text/css').end(themes);
    } else if (url.pathname === '/') {
      const theme = (url.searchParams.get('theme') ?? 'dark') as Theme;
      const { html, policy } = page(origin, randomBytes(16).toString('base64'), theme);
      response.setHeader('content-type', 'text/html').setHeader('content-security-policy', policy).end(html);
    } else if (url.pathname === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
