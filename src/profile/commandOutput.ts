import { execFile } from 'node:child_process';

const LONGEST_MS = 10_000;

/**
 * What a program of the platform prints, with no shell in between. Several of them exit with 1 where they
 * found nothing, so the exit code is no error; a program that is missing is.
 */
export function commandOutput(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: LONGEST_MS, maxBuffer: 16 << 20, windowsHide: true };
    execFile(program, [...args], options, (error, stdout) => {
      if (error && (error.code === 'ENOENT' || error.killed)) reject(error);
      else resolve(stdout);
    });
  });
}
