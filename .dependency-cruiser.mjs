/**
 * The layers of the house: an import goes only downwards (src/README.md tells what each folder is).
 * Each folder lists what it may import; whatever is not listed is a violation.
 */
const mayImport = {
  base: [],
  metrics: ['base'],
  scenario: ['base', 'metrics'],
  profile: ['base'],
  load: ['base', 'scenario', 'metrics'],
  results: ['base', 'scenario', 'metrics', 'profile'],
  protocol: ['base', 'scenario', 'metrics', 'profile', 'results', 'session'],
  session: ['base', 'scenario', 'metrics', 'profile', 'results'],
  runner: ['base', 'scenario', 'metrics', 'load', 'protocol', 'session'],
  cli: ['base', 'scenario', 'metrics', 'profile', 'results', 'session', 'runner'],
  extension: ['base', 'scenario', 'metrics', 'profile', 'results', 'protocol', 'session', 'runner'],
};

const layers = Object.entries(mayImport).map(([folder, below]) => ({
  name: `layer-${folder}`,
  comment: `src/${folder} may import only from: ${[folder, ...below].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^(src|webview|test)/', pathNot: `^src/(${[folder, ...below].join('|')})/` },
}));

/** The engine's process entry speaks the wire protocol: the one place where load looks up. */
const loadEntry = layers.find((rule) => rule.name === 'layer-load');
loadEntry.from.pathNot = '^src/load/engine/';
layers.push({
  ...loadEntry,
  name: 'layer-load-engine',
  from: { path: '^src/load/engine/' },
  to: { path: '^(src|webview|test)/', pathNot: '^src/(load|base|scenario|metrics|protocol)/' },
});

/** The rooms of the two large folders, from the ground up: an import goes only downwards here too. */
const rooms = {
  load: {
    body: [],
    transport: ['body'],
    check: ['transport'],
    http1: ['body', 'transport'],
    client: ['body', 'transport', 'http1'],
    program: ['body', 'transport', 'check'],
    user: ['body', 'transport', 'check', 'program'],
    schedule: ['program', 'user'],
    run: ['transport', 'http1', 'program', 'user', 'schedule'],
    engine: ['transport', 'client', 'program', 'schedule', 'run'],
  },
  // Each knows problem.ts, which stands on top with what none of them knows: load, suite, environment.
  scenario: {
    expression: [],
    plan: ['expression'],
    schema: ['expression'],
    parse: ['schema'],
    planner: ['expression', 'plan', 'schema', 'parse'],
    assist: ['expression', 'schema', 'parse', 'planner'],
  },
};

for (const [folder, within] of Object.entries(rooms)) {
  for (const [room, below] of Object.entries(within)) {
    layers.push({
      name: `room-${folder}-${room}`,
      comment: `src/${folder}/${room} may import of src/${folder} only: ${[room, ...below].join(', ')}`,
      severity: 'error',
      from: { path: `^src/${folder}/${room}/` },
      to: {
        path: `^src/${folder}/`,
        pathNot: `^src/${folder}/((${[room, ...below].join('|')})/|problem\\.ts$)`,
      },
    });
  }
  layers.push({
    name: `rooms-of-${folder}`,
    comment: `src/${folder}: a folder that this list does not know`,
    severity: 'error',
    from: {},
    to: { path: `^src/${folder}/[^/]+/`, pathNot: `^src/${folder}/(${Object.keys(within).join('|')})/` },
  });
}

layers.push({
  name: 'plan-is-the-border',
  comment: 'what sends the load, carries or shows it knows the plan, not the file that it was made from',
  severity: 'error',
  from: { path: '^(src/(load|results|protocol|session|runner)|webview)/' },
  to: { path: '^src/scenario/', pathNot: '^src/scenario/(plan|expression)/' },
});

/** @param {string} name @param {string} owner @param {string} module */
const onlyIn = (name, owner, module) => ({
  name: `only-${name}`,
  comment: `${module} is imported by ${owner} alone`,
  severity: 'error',
  from: { path: '^(src|webview)/', pathNot: owner },
  to: { path: module },
});

export default {
  forbidden: [
    ...layers,
    {
      name: 'webview-is-a-view',
      comment: 'the webview draws from protocol, session state and types',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^(src|test)/', pathNot: '^src/(base|metrics|profile|protocol|results|session|scenario)/' },
    },
    {
      name: 'webview-has-no-node',
      severity: 'error',
      from: { path: '^webview/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    onlyIn('vscode', '^src/extension/', '^vscode$'),
    onlyIn('hdr', '^src/metrics/', 'hdr-histogram-js'),
    onlyIn('undici', '^src/load/', 'node_modules/undici'),
    onlyIn('ws', '^src/profile/', 'node_modules/ws/'),
    onlyIn('lit', '^webview/', 'node_modules/(lit|uplot|@vscode-elements)'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
