/** Reads `length` bytes at `offset`; fewer at the end of the file. */
type ReadAt = (offset: number, length: number) => Promise<Buffer>;

const LARGEST_NAMES_BYTES = 1 << 20;

/** Whether a 64-bit little-endian ELF program has the section that Go's linker leaves in all it builds. */
export async function hasGoSection(readAt: ReadAt): Promise<boolean> {
  const header = await readAt(0, 64);
  if (header.length < 64 || header.readUInt32BE(0) !== 0x7f454c46) return false;
  if (header[4] !== 2 || header[5] !== 1) return false;
  const sections = Number(header.readBigUInt64LE(0x28));
  const sectionBytes = header.readUInt16LE(0x3a);
  const namesIndex = header.readUInt16LE(0x3e);
  if (sections === 0 || sectionBytes < 64) return false;
  const entry = await readAt(sections + sectionBytes * namesIndex, 64);
  if (entry.length < 64) return false;
  const namesBytes = Math.min(Number(entry.readBigUInt64LE(0x20)), LARGEST_NAMES_BYTES);
  const names = await readAt(Number(entry.readBigUInt64LE(0x18)), namesBytes);
  return names.includes('\0.go.buildinfo\0');
}
