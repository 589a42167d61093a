import { chromium } from 'playwright-core';
import { bundleWebview } from '../support/build.ts';
import { chromiumArgs, ensureChromium } from '../support/editor/ensureChromium.ts';
import { startHarness, type Theme } from './harness.ts';
import { PanelPage } from './panelPage.ts';
import { scenes } from './scenes.ts';

const [list = '', widths = '1200', themes = 'dark'] = process.argv.slice(2);
await bundleWebview('/tmp/wv.js');
const h = await startHarness('/tmp/wv.js');
const b = await chromium.launch({ executablePath: await ensureChromium(), args: [...chromiumArgs] });
try {
  for (const theme of themes.split(','))
    for (const w of widths.split(',')) {
      for (const name of list.split(',')) {
        const p = await PanelPage.open(b, h.origin, { theme: theme as Theme, width: Number(w) });
        await p.tell(scenes[name] ?? []);
        await p.picture(`${name}-${w}-${theme}`);
        const c = await p.complaints();
        if (c.length) console.log(name, w, theme, c);
        const o = await p.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (o > 0) console.log(name, w, 'overflow', o);
        await p.close();
      }
    }
} finally {
  await b.close();
  await h.close();
}
