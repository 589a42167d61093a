/** Every command of the extension; package.json contributes the public ones under the same ids. */
export const COMMANDS = {
  run: 'hotlap.runScenario',
  runWithProfiler: 'hotlap.runScenarioWithProfiler',
  runSuite: 'hotlap.runSuite',
  stop: 'hotlap.stop',
  showPanel: 'hotlap.showPanel',
  createScenario: 'hotlap.createScenario',
  setBaseline: 'hotlap.setBaseline',
  openSample: 'hotlap.openSample',
  clearMarks: 'hotlap.clearMarks',
  forgetSecret: 'hotlap.forgetSecret',
  forgetFile: 'hotlap.forgetFile',
  /** Behind a CodeLens: shows the panel where it holds that run, else opens the run's record. */
  showResult: 'hotlap.showResult',
} as const;

/** Context keys that menus and the palette look at. */
export const CONTEXT_KEYS = { running: 'hotlap.running', marked: 'hotlap.marked' } as const;

export const PANEL_VIEW_TYPE = 'hotlap.panel';
