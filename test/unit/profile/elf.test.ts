import { expect, test } from 'vitest';
import { hasGoSection } from '../../../src/profile/elf.ts';

/** A 64-bit ELF file with nothing but one section header, that of its section names. */
function elf(names: string): Buffer {
  const text = Buffer.from(names);
  const file = Buffer.alloc(64 + 64 + text.length);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  file.writeBigUInt64LE(64n, 0x28);
  file.writeUInt16LE(64, 0x3a);
  file.writeUInt16LE(0, 0x3e);
  file.writeBigUInt64LE(128n, 64 + 0x18);
  file.writeBigUInt64LE(BigInt(text.length), 64 + 0x20);
  file.set(text, 128);
  return file;
}

const reader = (file: Buffer) => async (offset: number, length: number) =>
  file.subarray(offset, offset + length);

test.each([
  ['a Go program', elf('\0.text\0.go.buildinfo\0.shstrtab\0'), true],
  ['a C program', elf('\0.text\0.data\0.shstrtab\0'), false],
  ['a script', Buffer.from('#!/bin/sh\n'.repeat(20)), false],
  ['an empty file', Buffer.alloc(0), false],
  ['a file cut short', elf('\0.go.buildinfo\0').subarray(0, 100), false],
])('%s', async (_, file, expected) => {
  expect(await hasGoSection(reader(file))).toBe(expected);
});
