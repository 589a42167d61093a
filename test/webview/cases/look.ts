import assert from 'node:assert/strict';
import type { Snapshot } from '../../../src/metrics/snapshot.ts';
import { type Case, defineCase, eachLook, openScene, scene } from '../case.ts';
import type { PanelPage } from '../panelPage.ts';
import { scenes } from '../scenes.ts';

/** What sticks out of the page, or text that is cut off where it must not be. */
function misfits(): string[] {
  const found: string[] = [];
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) found.push(`the page is ${wide} px too wide`);
  const root = document.querySelector('hotlap-panel')?.shadowRoot;
  for (const element of root?.querySelectorAll<HTMLElement>(
    '.tile strong, .state, .time, .num, vscode-button, .toggle',
  ) ?? []) {
    if (element.offsetParent === null) continue;
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
      found.push(`cut off: ${element.innerText}`);
    const { right, left } = element.getBoundingClientRect();
    if (right > window.innerWidth + 0.5 || left < -0.5) found.push(`outside: ${element.innerText}`);
  }
  return found;
}

/** Neighbours that lie over each other. */
function overlaps(): string[] {
  const found: string[] = [];
  const root = document.querySelector('hotlap-panel')?.shadowRoot;
  const groups = [
    'header h1, header .state, header .about, header .time, header .buttons vscode-button',
    '.tile',
    '.tile dt, .spark',
    'main > *',
    '.columns-of-two > *',
    '.side > *, .charts > *',
    'footer > *',
  ];
  for (const group of groups) {
    const all = [...(root?.querySelectorAll<HTMLElement>(group) ?? [])].filter(
      (one) => one.getClientRects().length > 0,
    );
    for (const [index, one] of all.entries())
      for (const other of all.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1)
          found.push(
            `${one.getAttribute('class') ?? one.tagName} over ${other.getAttribute('class') ?? other.tagName}`,
          );
      }
  }
  return found;
}

export async function assertFits(panel: PanelPage): Promise<void> {
  assert.deepEqual(await panel.page.evaluate(misfits), []);
  assert.deepEqual(await panel.page.evaluate(overlaps), []);
  assert.deepEqual(await panel.complaints(), []);
}

const pictured = [
  { theme: 'dark', width: 300 },
  { theme: 'dark', width: 640 },
  { theme: 'dark', width: 1200 },
  { theme: 'light', width: 300 },
  { theme: 'light', width: 1200 },
  { theme: 'high-contrast', width: 300 },
  { theme: 'high-contrast', width: 1200 },
] as const;

/** Every state at every width and theme: pictures, and that nothing sticks out, overlaps or complains. */
const fits: readonly Case[] = Object.keys(scenes).map((name) =>
  defineCase(`${name} fits from 300 to 1200 px in dark, light and high contrast`, async (open) => {
    const looks = pictured.map((look) => ({ name, ...look }));
    await eachLook(open, looks, async (panel, { theme, width }) => {
      await panel.picture(`${name}-${width}-${theme}`);
      await assertFits(panel);
    });
    return undefined;
  }),
);

/** Contrast by WCAG between a colour of the panel's and what it stands on. */
function contrasts(): Record<string, number> {
  const panel = document.querySelector('hotlap-panel');
  const root = panel?.shadowRoot;
  if (!root) return {};
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const probe = document.createElement('i');
  root.append(probe);
  const luminance = (variable: string) => {
    if (!canvas) return 0;
    for (const name of ['--bg', variable]) {
      probe.style.color = `var(${name})`;
      canvas.fillStyle = getComputedStyle(probe).color;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = luminance('--raise');
  const found: Record<string, number> = {};
  for (const name of ['--fg', '--dim', '--good', '--bad', '--warn', '--link']) {
    const over = luminance(name);
    found[name] = (Math.max(over, under) + 0.05) / (Math.min(over, under) + 0.05);
  }
  probe.remove();
  return found;
}

/** The snapshot with its threshold on p99 at another limit. */
function withLimit(snapshot: Snapshot, limit: number): Snapshot {
  const thresholds = snapshot.thresholds.map((one) =>
    one.expression === 'p(99) < 200' ? { ...one, expression: `p(99) < ${limit}`, limit, ok: false } : one,
  );
  return { ...snapshot, thresholds };
}

/** Pixels in the last column of the chart's canvas: a label that is cut off leaves some. */
function inkAtTheEdge(): number {
  const chart = document.querySelector('hotlap-panel')?.shadowRoot?.querySelector('hotlap-chart');
  const canvas = chart?.shadowRoot?.querySelector('canvas');
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return Number.NaN;
  const { data } = context.getImageData(canvas.width - 1, 0, 1, canvas.height);
  return data.filter((byte, index) => index % 4 === 3 && byte > 0).length;
}

/** Colours in the style sheets of the panel and its charts that come of no variable of the theme. */
function ownColours(): string[] {
  const panel = document.querySelector('hotlap-panel')?.shadowRoot;
  const chart = panel?.querySelector('hotlap-chart')?.shadowRoot;
  const sheets = [...(panel?.adoptedStyleSheets ?? []), ...(chart?.adoptedStyleSheets ?? [])];
  const rules = sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText));
  return rules.filter((text) =>
    /#[\da-f]{3,8}\b|\b(rgba?|hsla?|oklch|lab)\(|:\s*(black|white|red)\b/i.test(text),
  );
}

export const look: readonly Case[] = [
  ...fits,
  ...[360, 420, 480, 560, 641, 700, 761, 900].map((width) =>
    defineCase(`failed and running fit at ${width} px`, async (open) => {
      const looks = ['failed', 'running-red', 'not-profiled'].map((name) => ({ name, width }));
      await eachLook(open, looks, assertFits);
      return undefined;
    }),
  ),
  ...(['dark', 'light', 'high-contrast'] as const).map((theme) =>
    defineCase(`text is legible in ${theme}`, async (open) => {
      const panel = await openScene(open, 'failed', { theme });
      const found = await panel.page.evaluate(contrasts);
      for (const [name, contrast] of Object.entries(found))
        assert.ok(contrast >= 4.3, `${name} has ${contrast.toFixed(2)}`);
      return Object.entries(found)
        .map(([name, contrast]) => `${name.slice(2)} ${contrast.toFixed(1)}`)
        .join(', ');
    }),
  ),
  defineCase('the place of your own code is told in full from 300 px', async (open) => {
    const widths = [300, 420, 480, 560, 700, 761, 900, 1200];
    const looks = widths.map((width) => ({ name: 'failed', width }));
    await eachLook(open, looks, async (panel, { width }) => {
      await panel.page.getByRole('button', { name: /more$/ }).click();
      await panel.drawn();
      const cut = await panel.page
        .locator('.hotspots li.own .link')
        .evaluateAll((all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
        );
      assert.deepEqual(cut, [], `at ${width} px`);
    });
    return undefined;
  }),
  defineCase("the thresholds' labels on the chart have the room that they need", async (open) => {
    for (const [width, limit] of [
      [1200, 20],
      [1200, 123_456.5],
      [300, 123_456.5],
    ] as const) {
      const panel = await open({ width });
      const events = scene('running-red').map((event) =>
        event.type === 'snapshot' ? { ...event, snapshot: withLimit(event.snapshot, limit) } : event,
      );
      await panel.tell(events);
      await panel.drawn();
      await panel.picture(`limit-${limit}-${width}-dark`);
      assert.equal(await panel.page.evaluate(inkAtTheEdge), 0, `p(99) < ${limit} at ${width} px`);
      await assertFits(panel);
      await panel.close();
    }
    return undefined;
  }),
  defineCase('all colours are of the theme', async (open) => {
    const panel = await openScene(open, 'failed');
    assert.deepEqual(await panel.page.evaluate(ownColours), []);
    return undefined;
  }),
  defineCase('a change of theme repaints the charts', async (open) => {
    const panel = await openScene(open, 'failed');
    const pixels = () =>
      panel.page.evaluate(() => {
        const chart = document.querySelector('hotlap-panel')?.shadowRoot?.querySelector('hotlap-chart');
        return chart?.shadowRoot?.querySelector('canvas')?.toDataURL() ?? '';
      });
    const before = await pixels();
    await panel.page.evaluate(() => {
      document.documentElement.dataset.theme = 'light';
      document.body.className = 'vscode-light';
    });
    await panel.drawn();
    assert.notEqual(await pixels(), before);
    assert.deepEqual(await panel.complaints(), []);
    return undefined;
  }),
  defineCase('narrowing and widening keeps the charts within the panel', async (open) => {
    const panel = await openScene(open, 'failed');
    for (const width of [300, 1200, 500]) {
      await panel.page.setViewportSize({ width, height: 900 });
      await panel.drawn();
      await panel.drawn();
      await assertFits(panel);
    }
    return undefined;
  }),
];
