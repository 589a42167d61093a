import { setFlagsFromString } from 'node:v8';

/** The first V8 whose middle compiler, Maglev, is always there: what it makes is nearly as fast as TurboFan's. */
const MAGLEV_MAJOR = 13;

/**
 * Keeps V8 from compiling with TurboFan what Maglev has compiled already, from now on. TurboFan goes on for some
 * seconds after a start, on threads that take a core for milliseconds at a time: where there is none to spare, starts
 * come that much late. For who computes little it saves next to nothing: for the command line, which follows a run, and
 * for a load far from what a core can send, since a request is mostly system calls.
 * @param version of V8
 * @param setFlags V8's; in tests another
 * @returns whether it could
 */
export function calmCompiler(version = process.versions.v8, setFlags = setFlagsFromString): boolean {
  if (Number.parseInt(version, 10) < MAGLEV_MAJOR) return false;
  setFlags('--no-turbofan');
  return true;
}
