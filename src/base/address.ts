/**
 * Whether an IP address (v4, v6 or v4-mapped v6, as `dns.lookup` or a URL has it) stays on this machine. So do
 * 0.0.0.0 and ::, which servers print as the address they listen at: the system takes them for its own.
 */
export function isLoopbackAddress(address: string): boolean {
  const plain = address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  if (['::1', '0:0:0:0:0:0:0:1', '::', '0.0.0.0'].includes(plain)) return true;
  // 127.0.0.1 mapped, as a URL writes it: ::ffff:7f00:1.
  if (/^7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(plain)) return true;
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}
