/** undici's HTTP/1.1 client alone, without fetch, WebSocket and what else its main entry loads. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  export = Client;
}
