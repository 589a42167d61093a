import { expect, it } from 'vitest';
import { isLoopbackAddress } from '../../../src/base/address.ts';

it.each([
  ['127.0.0.1', true, 'the usual one'],
  ['127.8.9.10', true, 'all of 127/8'],
  ['::1', true, 'IPv6'],
  ['[::1]', true, 'as a URL writes it'],
  ['0:0:0:0:0:0:0:1', true, 'written out'],
  ['::ffff:127.0.0.1', true, 'IPv4 mapped into IPv6'],
  ['::FFFF:127.0.0.1', true, 'in capitals'],
  ['[::ffff:7f00:1]', true, 'mapped, as a URL writes it'],
  ['0.0.0.0', true, 'what servers print that listen everywhere'],
  ['::', true, 'the same in IPv6'],
  ['7f00:1::', false, 'not mapped'],
  ['10.0.0.1', false, 'the local network'],
  ['128.0.0.1', false, 'a neighbour of 127/8'],
  ['::ffff:10.0.0.1', false, 'mapped, elsewhere'],
  ['fe80::1', false, 'link-local'],
  ['127.0.0.1.example.com', false, 'a name that only begins like one'],
  ['localhost', false, 'a name: it must be resolved first'],
  ['', false, 'nothing'],
])('%s: %s, %s', (address, loopback) => expect(isLoopbackAddress(address)).toBe(loopback));
