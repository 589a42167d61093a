import { isIP } from 'node:net';

/** What is asked before load goes to a host that is not this machine: a line, and where it would go. */
export function hostQuestion(
  host: string,
  addresses: readonly string[],
): { readonly message: string; readonly detail: string } {
  const where = isIP(host)
    ? `${host} is not a loopback address`
    : `${host} is not this machine: its name leads to ${addresses.join(', ')}`;
  return {
    message: `Send load to ${host}?`,
    detail: `${where}. Load-test only what is yours or what you have leave to test. Hotlap remembers a yes for this workspace.`,
  };
}
