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
