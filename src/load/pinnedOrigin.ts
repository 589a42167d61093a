/** Where a requester connects: an origin and the one address of its host that answered. */
export interface PinnedOrigin {
  readonly origin: string;
  /** As in the URL, without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

/** `127.0.0.1:3000`, `[::1]:3000`. */
export function endpointOf(pin: { readonly address: string; readonly port: number }): string {
  return pin.address.includes(':') ? `[${pin.address}]:${pin.port}` : `${pin.address}:${pin.port}`;
}
