import { html, type TemplateResult } from 'lit';

/** What the panel shows before any run: what to do. */
export function emptyView(): TemplateResult {
  return html`<main class="idle">
    <h1>No run yet</h1>
    <p>Put your local API under load and see, live, how it answers and which of its lines take the time.</p>
    <ol>
      <li>Start the API that you are working on.</li>
      <li>
        Open a <code>*.perf.yaml</code> scenario, or make one: <b>Hotlap: Create Scenario…</b> in the Command Palette.
      </li>
      <li>Click <b>▶ Run with Profiler</b> above the scenario.</li>
    </ol>
    <p class="dim">Nothing at hand to test? <b>Hotlap: Open Sample</b> brings a small API and a scenario for it.</p>
  </main>`;
}
