// Holds imports against the one-way order of the server's folders and the doors of rule 9. Type-only imports count; tests
// are exempt.

const composition = '^server/[^/]+[.]ts$'
const commands = ['runs', 'sessions', 'workspaces', 'pins', 'versions', 'thumbnails', 'upkeep']
const ports = ['agent-port', 'agent', 'browser', 'sandbox', 'gateway', 'upstream']

/** From top to base: no folder imports from a layer above. */
const layers = [
  ['http'],
  ['api'],
  ['auth'],
  commands,
  ['rooms'],
  ['events', 'conflicts', 'people', 'access', 'history'],
  ['bus', 'db', 'lib'],
]

function anyOf(folders) {
  return `^server/(${folders.join('|')})/`
}

function order(folders, above) {
  return {
    name: `order-of-${folders[0]}`,
    comment: 'The server imports one way: http → api → auth → commands → rooms → events → db.',
    severity: 'error',
    from: { path: anyOf(folders) },
    to: { path: above.length > 0 ? [composition, anyOf(above)] : composition },
  }
}

/** Rule 9: of the server, only `place` imports `what`. */
function door(name, what, place) {
  return {
    name: `door-of-${name}`,
    comment: `Rule 9: only ${place} imports this.`,
    severity: 'error',
    from: { path: '^server/', pathNot: place },
    to: { path: what },
  }
}

/** Rule 9: nothing in `place` imports `what`. */
function apart(name, place, what) {
  return {
    name,
    comment: `Rule 9: ${place} stands apart from this.`,
    severity: 'error',
    from: { path: place },
    to: what,
  }
}

function npm(name) {
  return `node_modules/${name}/`
}

export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: { path: '^(server|shared|packages)/' },
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      severity: 'error',
      scope: 'folder',
      from: { path: '^server/' },
      to: { circular: true },
    },
    { name: 'no-unknown-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...layers.map((folders, index) => order(folders, layers.slice(0, index).flat())),
    // the commands' way to agent, sandboxes and previews
    order(ports, [
      'http',
      'api',
      'auth',
      'rooms',
      ...commands.filter((folder) => folder !== 'versions'),
    ]),
    door('e2b', npm('e2b'), '^server/sandbox/'),
    door('langchain', npm('@langchain'), '^server/agent/'),
    door('lucia', npm('(lucia|@lucia-auth)'), '^server/auth/'),
    door('playwright', npm('playwright-core'), '^server/browser/'),
    door('redis', npm('ioredis'), '^server/bus/'),
    door(
      'model-providers',
      [npm('@langchain/(openai|anthropic)'), '^packages/demo-model/'],
      '^server/agent/models/',
    ),
    door('sandbox-host', '^packages/sandbox-host/', composition),
    apart('shared-imports-no-side', '^shared/', { path: '^(server|client|drizzle|packages)/' }),
    apart('shared-without-node', '^shared/', { dependencyTypes: ['core'] }),
    apart('client-knows-the-router-alone', '^client/', {
      path: '^(server|drizzle|packages)/',
      pathNot: '^server/api/router[.]ts$',
    }),
    apart('client-takes-only-a-type', '^client/', {
      path: '^server/',
      dependencyTypesNot: ['type-only'],
    }),
    apart('sandbox-host-stands-alone', '^packages/sandbox-host/', {
      path: '^(server|client|shared|drizzle|template|packages/demo-model)/',
    }),
    apart('demo-model-knows-langchain-core-alone', '^packages/demo-model/', {
      path: '.',
      pathNot: ['^packages/demo-model/', npm('@langchain/core')],
    }),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: ['[.](test|fixture)[.]tsx?$', '/(testing|conformance|escape|fuzz|host-tests)/'],
    },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node'],
    },
  },
}
