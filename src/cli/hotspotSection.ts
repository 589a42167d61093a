import type { ErrorInfo } from '../base/errors.ts';
import type { Hotspot, HotspotList } from '../profile/hotspot.ts';
import type { HotspotState } from '../session/state.ts';
import { msText, percentText, relativePath } from '../session/wording.ts';
import { clipStart, padStart, plainText, widthOf, wrap } from './layout.ts';
import type { Style } from './style.ts';

const HOTSPOT_LIMIT = 10;
const LEAST_SELF = 0.005;
/** `  100.0 %  100.0 %     4.1 ms  ` */
const FIGURES_WIDTH = 32;

/** The hotspots of a whole run: shares of the busy time, time per request, function and place. */
export function hotspotSection(
  hotspots: HotspotState,
  options: { readonly style: Style; readonly width: number; readonly cwd: string },
): string[] {
  const { style, width } = options;
  const { total, problem, process } = hotspots;
  const why = problem ? [noHotspotsText(problem), problem.hint].filter((one) => one).join('; ') : '';
  if (!total) {
    if (why === '') return [];
    return [style.bold('Hotspots'), ...wrap(plainText(why), width - 2).map((line) => `  ${line}`)];
  }
  const of = process ? `${process.runtime} ${process.version}, pid ${process.pid}, ` : 'the process ';
  const busy = total.busyMs / Math.max(1, total.busyMs + total.idleMs);
  const shown = total.hotspots.filter((one) => one.self >= LEAST_SELF).slice(0, HOTSPOT_LIMIT);
  const head = [padStart('self', 9), padStart('total', 9), padStart('per request', 12)].join('');
  return [
    style.bold('Hotspots') + style.dim(`  ${plainText(`${of}busy for ${percentText(busy)} of the time`)}`),
    ...(shown.length === 0
      ? ['  nothing took a share worth telling']
      : [
          style.dim(`${head}  function`),
          ...shown.flatMap((one) => hotspotLines(one, total, hotspots.totalRequests, options)),
        ]),
    ...(why === '' ? [] : wrap(plainText(`from then on ${why}`), width - 2).map((line) => `  ${line}`)),
  ];
}

/** `no hotspots: …`, which the profiler's own message may begin with. */
export function noHotspotsText({ message }: ErrorInfo): string {
  return message.startsWith('no hotspots') ? message : `no hotspots: ${message}`;
}

/** Columns of a place that are worth having beside a name. */
const LEAST_PLACE = 16;

/** Figures, function and place; where a name leaves no room for the place, that stands below it. */
function hotspotLines(
  hotspot: Hotspot,
  { busyMs }: HotspotList,
  requests: number,
  { style, width, cwd }: { readonly style: Style; readonly width: number; readonly cwd: string },
): string[] {
  const { self, total, own } = hotspot;
  const perRequest = requests > 0 ? msText((self * busyMs) / requests) : '';
  const figures = [padStart(fixed(self), 9), padStart(fixed(total), 9), padStart(perRequest, 12)].join('');
  const room = width - FIGURES_WIDTH;
  const [name = '', ...rest] = wrap(plainText(hotspot.function), room).map((line) =>
    own ? style.bold(line) : style.dim(line),
  );
  const painted = (place: string) => (own ? style.cyan(place) : style.dim(place));
  const place = placeOf(hotspot, cwd);
  const left = room - widthOf(name) - 1;
  if (rest.length === 0 && (left >= LEAST_PLACE || widthOf(place) <= left)) {
    return [`${figures}  ${name} ${painted(clipStart(place, left))}`.trimEnd()];
  }
  const below = [...rest, ...(place === '' ? [] : [painted(clipStart(place, room))])];
  return [`${figures}  ${name}`, ...below.map((line) => ' '.repeat(FIGURES_WIDTH) + line)];
}

function fixed(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** `src/auth.ts:42`; a dependency by its package. */
function placeOf({ file, line }: Hotspot, cwd: string): string {
  if (file === '') return '';
  const path = relativePath(file, cwd);
  const inPackage = /^.*\/node_modules\/(.*)$/.exec(path)?.[1];
  return plainText(`${inPackage ?? path}${line > 0 ? `:${line}` : ''}`);
}
