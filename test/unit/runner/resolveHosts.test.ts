import { describe, expect, it } from 'vitest';
import { HostResolver } from '../../../src/runner/resolveHosts.ts';

/** A resolver over a made-up DNS; keeps what it was asked. */
function resolver(names: Readonly<Record<string, readonly string[]>>, consents: readonly string[] = []) {
  const asked: [string, readonly string[]][] = [];
  const hosts = new HostResolver({
    async lookup(host) {
      const found = names[host];
      if (!found) throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
      return found;
    },
    async allow(host, addresses) {
      asked.push([host, addresses]);
      return consents.includes(host);
    },
  });
  return { hosts, asked };
}

describe('resolving the hosts of a plan', () => {
  it('lets loopback pass without a question, by name and by address', async () => {
    const { hosts, asked } = resolver({ localhost: ['127.0.0.1', '::1'] });
    const resolved = await hosts.resolve(['http://localhost:3000', 'http://127.0.0.9:1', 'http://[::1]:2']);
    expect(resolved).toEqual({ localhost: ['127.0.0.1', '::1'], '127.0.0.9': ['127.0.0.9'], '::1': ['::1'] });
    expect(asked).toEqual([]);
  });

  it('asks once for each other host, with its addresses', async () => {
    const { hosts, asked } = resolver({ 'api.test': ['10.0.0.5', '10.0.0.6'] }, ['api.test']);
    const resolved = await hosts.resolve(['https://api.test', 'http://api.test:8080']);
    expect(resolved).toEqual({ 'api.test': ['10.0.0.5', '10.0.0.6'] });
    expect(asked).toEqual([['api.test', ['10.0.0.5', '10.0.0.6']]]);
  });

  it('asks where a name that looks local leads elsewhere', async () => {
    const { hosts, asked } = resolver({ localhost: ['127.0.0.1', '192.168.1.7'] });
    await expect(hosts.resolve(['http://localhost:3000'])).rejects.toMatchObject({
      code: 'host-not-allowed',
    });
    expect(asked).toEqual([['localhost', ['192.168.1.7']]]);
  });

  it('says how to allow a host that was refused', async () => {
    const { hosts } = resolver({ 'api.test': ['10.0.0.5'] });
    await expect(hosts.resolve(['http://api.test'])).rejects.toMatchObject({
      code: 'host-not-allowed',
      message: 'api.test (10.0.0.5) is not this machine, and nobody allowed load to it',
      hint: 'if you may load it, say so: --allow-host api.test',
    });
  });

  it('says which host cannot be resolved, before it asks for any other', async () => {
    const { hosts, asked } = resolver({ 'api.test': ['10.0.0.5'] });
    await expect(hosts.resolve(['http://api.test', 'http://nowhere.test'])).rejects.toMatchObject({
      code: 'target-unresolvable',
      message: 'cannot resolve nowhere.test: no such host',
    });
    expect(asked).toEqual([]);
  });

  it('names the step that leads to such a host, where it is not the target', async () => {
    const { hosts } = resolver({ 'api.test': ['127.0.0.1'] });
    const place = { file: '/a.perf.yaml', line: 7, column: 12 };
    const placeOf = (host: string) => (host === 'nowhere.test' ? place : null);
    await expect(hosts.resolve(['http://api.test', 'http://nowhere.test'], placeOf)).rejects.toMatchObject({
      place,
      hint: 'check the spelling of the host in this step, and the network',
    });
    await expect(hosts.resolve(['http://lost.test'], placeOf)).rejects.toMatchObject({
      place: undefined,
      hint: 'check the spelling of the host in `target`, and the network',
    });
  });
});
