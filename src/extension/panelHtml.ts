/** Where the panel's parts lie, as URIs that the webview may load, and who may be loaded from. */
export interface PanelParts {
  readonly script: string;
  /** The webview's own origin in CSP's words. */
  readonly cspSource: string;
  /** Fresh and unguessable for each page. */
  readonly nonce: string;
}

/** The panel's page: nothing inline but the link to its script, nothing from anywhere else. */
export function panelHtml({ script, cspSource, nonce }: PanelParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hotlap</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}
