import { isIP } from 'node:net';
import { isLoopbackAddress } from '../base/address.ts';
import { HotlapError, type Place } from '../base/errors.ts';
import type { HostConsent, ResolvedHosts } from '../session/ports.ts';

export interface HostResolverOptions {
  /** All addresses of a host, as `dns.lookup` gives them; may reject as it does. */
  lookup?(host: string): Promise<readonly string[]>;
  /** Asks whether load may be sent to a host that is not this machine; told once per host. */
  allow(host: string, addresses: readonly string[]): Promise<boolean>;
}

/** Resolves the hosts of a plan, once; loopback passes, all else needs consent. */
export class HostResolver implements HostConsent {
  readonly #options: HostResolverOptions;

  constructor(options: HostResolverOptions) {
    this.#options = options;
  }

  async resolve(
    origins: readonly string[],
    placeOf: (host: string) => Place | null = () => null,
  ): Promise<ResolvedHosts> {
    const hosts = [...new Set(origins.map(hostOf))];
    const resolved = await Promise.all(
      hosts.map(async (host) => [host, await this.#addresses(host, placeOf)] as const),
    );
    for (const [host, addresses] of resolved) await this.#consent(host, addresses);
    return Object.fromEntries(resolved);
  }

  async #addresses(host: string, placeOf: (host: string) => Place | null): Promise<readonly string[]> {
    if (isIP(host)) return [host];
    const lookup = this.#options.lookup ?? lookupAll;
    const addresses = await lookup(host).catch((cause: unknown) => {
      throw unresolvable(host, cause, placeOf(host));
    });
    if (addresses.length === 0) throw unresolvable(host, undefined, placeOf(host));
    return addresses;
  }

  /** One question a host, one at a time: each names the addresses that load would go to. */
  async #consent(host: string, addresses: readonly string[]): Promise<void> {
    const foreign = addresses.filter((address) => !isLoopbackAddress(address));
    if (foreign.length === 0) return;
    if (await this.#options.allow(host, foreign)) return;
    const where = foreign.includes(host) ? host : `${host} (${foreign.join(', ')})`;
    throw new HotlapError({
      code: 'host-not-allowed',
      message: `${where} is not this machine, and nobody allowed load to it`,
      hint: `if you may load it, say so: --allow-host ${host}`,
    });
  }
}

/** The host of an origin, an IPv6 address without its brackets. */
function hostOf(origin: string): string {
  return new URL(origin).hostname.replace(/^\[|\]$/g, '');
}

async function lookupAll(host: string): Promise<readonly string[]> {
  const { lookup } = await import('node:dns/promises');
  const found = await lookup(host, { all: true, order: 'verbatim' });
  return [...new Set(found.map((one) => one.address))];
}

function unresolvable(host: string, cause: unknown, place: Place | null): HotlapError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const why = code === 'EAI_AGAIN' ? 'the name server does not answer' : 'no such host';
  return new HotlapError(
    {
      code: 'target-unresolvable',
      message: `cannot resolve ${host}: ${why}`,
      hint: `check the spelling of the host in ${place === null ? '`target`' : 'this step'}, and the network`,
      place: place ?? undefined,
    },
    { cause },
  );
}
