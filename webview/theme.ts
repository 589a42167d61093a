/** Colours as the canvas takes them, resolved from the theme's variables. */
export interface Palette {
  readonly foreground: string;
  readonly dim: string;
  readonly line: string;
  readonly background: string;
  readonly bad: string;
  readonly p50: string;
  readonly p95: string;
  readonly p99: string;
  readonly band: string;
  readonly requests: string;
  readonly requestsFill: string;
  readonly failed: string;
  readonly failedFill: string;
  readonly vus: string;
  readonly grid: string;
  readonly fontFamily: string;
  /** The width of a text at a font size in pixels. */
  widthPx(text: string, sizePx: number): number;
}

export type PaletteColour = Exclude<keyof Palette, 'fontFamily' | 'widthPx'>;

/** The CSS variables of `styles.ts` by the palette's names. */
const VARIABLES: Readonly<Record<PaletteColour, string>> = {
  foreground: '--fg',
  dim: '--dim',
  line: '--line',
  grid: '--grid',
  background: '--bg',
  bad: '--bad',
  p50: '--p50',
  p95: '--p95',
  p99: '--p99',
  band: '--band',
  requests: '--requests',
  requestsFill: '--requests-fill',
  failed: '--failed',
  failedFill: '--failed-fill',
  vus: '--vus',
};

/** Reads the theme's colours at `host`, through a probe that resolves variables and mixtures. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('i');
  probe.hidden = true;
  (host.shadowRoot ?? host).append(probe);
  const resolve = (name: PaletteColour): string => {
    probe.style.color = `var(${VARIABLES[name]})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(
    (Object.keys(VARIABLES) as PaletteColour[]).map((name) => [name, resolve(name)]),
  ) as Record<PaletteColour, string>;
  const fontFamily = getComputedStyle(host).fontFamily;
  probe.remove();
  return { ...colours, fontFamily, widthPx: textMeter(fontFamily) };
}

/** Measures texts as a canvas sets them; each is measured once. */
function textMeter(fontFamily: string): Palette['widthPx'] {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, sizePx) => {
    const key = `${sizePx} ${text}`;
    const width = known.get(key);
    if (width !== undefined || !context) return width ?? 0;
    context.font = `${sizePx}px ${fontFamily}`;
    const measured = context.measureText(text).width;
    known.set(key, measured);
    return measured;
  };
}

/** Calls back when VS Code changes the theme: it sets variables on the root and classes on the body. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  const filter = { attributes: true, attributeFilter: ['style', 'class', 'data-vscode-theme-id'] };
  observer.observe(document.documentElement, filter);
  observer.observe(document.body, filter);
}

/** Whether the theme is one of high contrast, where nothing may be told by a shade alone. */
export function isHighContrast(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
}
