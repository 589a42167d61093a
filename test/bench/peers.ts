import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { root } from '../support/build.ts';

/** Where peers may be put that shall not be on the PATH; kept out of version control. */
const folder = join(root, '.vscode-test', 'bench');
const places = ['bin', 'locust/bin', 'node_modules/.bin'].map((place) => join(folder, place));

/** How each peer is installed. They are programs to measure against, never dependencies of the project. */
const hints = {
  k6: 'GOBIN=$PWD/.vscode-test/bench/bin go install go.k6.io/k6@v1.8.1',
  oha: 'cargo install oha --locked --root .vscode-test/bench',
  locust: 'python3 -m venv .vscode-test/bench/locust && .vscode-test/bench/locust/bin/pip install locust',
  artillery: 'npm install --prefix .vscode-test/bench artillery',
} as const;

export type Peer = keyof typeof hints;
export const peerNames = Object.keys(hints) as Peer[];

/** The programs of the peers that are installed. */
export type Peers = Readonly<Partial<Record<Peer, string>>>;

/** Looks in `.vscode-test/bench`, then on the PATH. */
export async function findPeers(): Promise<Peers> {
  const path = (process.env.PATH ?? '').split(delimiter).filter((place) => place !== '');
  const found: Partial<Record<Peer, string>> = {};
  for (const name of peerNames) {
    for (const file of [...places, ...path].map((place) => join(place, name))) {
      const isThere = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (!isThere) continue;
      found[name] = file;
      break;
    }
  }
  return found;
}

/** What is told in place of a figure. */
export function notInstalled(name: Peer): string {
  return `${name} is not installed: left out; install it with: ${hints[name]}`;
}
