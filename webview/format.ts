import { msText, percentText } from '../src/session/wording.ts';

export {
  bytesText as bytes,
  clockText as clock,
  countText as count,
  durationText,
  groupText,
  marginText,
  msText as ms,
  NOTHING,
  percentText as percent,
  perSecText as perSec,
  plural,
  relativePath,
  scenariosText,
  thresholdValueText as thresholdValue,
} from '../src/session/wording.ts';

/** A text in which no line breaks between a number and its unit. */
export function keepUnits(text: string): string {
  return text.replace(/(?<=\d) (?=%|(?:ms|s|B|kB|MB|GB)\b)/g, '\u00a0');
}

/** A number and the unit it is told in: `{ value: '1.23', unit: 's' }`. */
export interface Figure {
  readonly value: string;
  readonly unit: string;
}

/** Splits `1.23 s` into the number and its unit, so that they can be set in different sizes. */
function split(text: string): Figure {
  const [value = '', unit = ''] = text.split(' ');
  return { value, unit };
}

/** A response time. */
export function msFigure(ms: number | null): Figure {
  return split(msText(ms));
}

/** A share (0 to 1) as a percentage. */
export function percentFigure(share: number): Figure {
  return split(percentText(share));
}

/** With one decimal always, so that a column lines up. */
export function percentFixed(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** With its sign, for differences: +41 %, −6 %; none where the text is that of zero. */
export function signed(value: number, text: (size: number) => string): string {
  const size = text(Math.abs(value));
  if (/^0(?![.\d])/.test(size)) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** How long ago: just now, 5 minutes ago, 3 days ago. */
export function age(isoDate: string, nowMs: number): string {
  const seconds = (nowMs - Date.parse(isoDate)) / 1000;
  if (!Number.isFinite(seconds)) return isoDate;
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const) {
    const amount = Math.floor(seconds / size);
    if (amount >= 1) return `${amount} ${unit}${amount === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

/** The short name of a source: its file name, its package for a dependency, `node:…` as it is. */
export function sourceName(file: string): string {
  const path = file.replaceAll('\\', '/');
  const inPackage = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (inPackage) return inPackage;
  return path.startsWith('node:') ? path : path.slice(path.lastIndexOf('/') + 1);
}

/** Messages are written to be joined; on their own they begin with a capital and end with a stop. */
export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
