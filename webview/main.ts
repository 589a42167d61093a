import { HotlapPanel } from './app.ts';
import { HotlapChart } from './chart.ts';
import { connectHost } from './host.ts';

customElements.define('hotlap-chart', HotlapChart);
customElements.define('hotlap-panel', HotlapPanel);

document.body.append(new HotlapPanel(connectHost()));
