/** The oldest Node that runs the command line: package.json's `engines`. */
const OLDEST = [20, 18, 1] as const;

/** What to tell where this Node is too old; null where it will do. @param version such as `v24.21.0` */
export function nodeVersionProblem(version: string): string | null {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isOld =
    major !== OLDEST[0] ? major < OLDEST[0] : minor !== OLDEST[1] ? minor < OLDEST[1] : patch < OLDEST[2];
  if (!isOld) return null;
  return `Node ${version} is too old: Hotlap needs ${OLDEST.join('.')} or newer.\n  Install a newer Node from https://nodejs.org.`;
}
