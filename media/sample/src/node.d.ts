/**
 * Just as much of Node's types as this sample uses, so that there is nothing to install.
 * With @types/node in place this file can go.
 */
declare module 'node:http' {
  export interface IncomingMessage extends AsyncIterable<Uint8Array> {
    readonly method?: string;
    readonly url?: string;
    /** By lower-case name. */
    readonly headers: {
      readonly authorization?: string;
      readonly cookie?: string;
      readonly 'content-type'?: string;
    };
  }
  export interface ServerResponse {
    writeHead(status: number, headers: Record<string, string | number>): ServerResponse;
    end(body: string): void;
  }
  export interface Server {
    listen(port: number, host: string, ready: () => void): void;
    address(): { readonly port: number } | string | null;
    close(done: () => void): void;
    closeIdleConnections(): void;
    on(event: 'error', listener: (error: Error) => void): void;
  }
  export function createServer(
    listener: (request: IncomingMessage, response: ServerResponse) => void,
  ): Server;
}

declare const process: {
  readonly env: Record<string, string | undefined>;
  exitCode: number | undefined;
  exit(code?: number): never;
  on(event: 'SIGTERM' | 'SIGINT', listener: () => void): void;
};
declare const console: { log(...data: unknown[]): void; error(...data: unknown[]): void };
declare function setTimeout(callback: () => void, delayMs: number): { unref(): void };
declare class TextDecoder {
  decode(input?: Uint8Array, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input: string): Uint8Array;
}
declare class URLSearchParams {
  constructor(query: string);
  get(name: string): string | null;
}
declare const crypto: { randomUUID(): string };
