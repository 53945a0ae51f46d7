import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { DurableEvent } from '../shared/protocol/events.ts'
import { Token } from '../shared/protocol/token.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const folders = ['server', 'shared', 'packages', 'client', 'drizzle']

const Graph = z.object({
  modules: z.array(
    z.object({
      source: z.string(),
      dependencies: z.array(
        z.object({ resolved: z.string(), dependencyTypes: z.array(z.string()) }),
      ),
    }),
  ),
  summary: z.object({
    ruleSetUsed: z.object({
      forbidden: z.array(
        z.object({
          name: z.string(),
          to: z.object({ path: z.union([z.string(), z.array(z.string())]).optional() }),
        }),
      ),
    }),
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
})
type Graph = z.infer<typeof Graph>

async function cruise(tree: string): Promise<Graph> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cruiser, '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'].concat(
      folders,
    ),
    { cwd: tree, maxBuffer: 100_000_000 },
  )
  return Graph.parse(JSON.parse(stdout))
}

let graph: Graph
beforeAll(async () => {
  graph = await cruise(root)
})

function violationsOf(pattern: RegExp) {
  return graph.summary.violations.filter(({ rule }) => pattern.test(rule.name))
}

function importsOf(file: string) {
  return graph.modules.find(({ source }) => source === file)?.dependencies
}

/** Forbidden imports of each rule. */
const plants: Record<string, Array<[file: string, imported: string, statement?: string]>> = {
  'no-circle': [
    ['server/rooms/a.ts', './b.ts'],
    ['server/rooms/b.ts', './a.ts', "import type { x } from './a.ts'"],
  ],
  'no-circle-of-folders': [
    ['server/pins/a.ts', '../workspaces/a.ts', "import type { x } from '../workspaces/a.ts'"],
    ['server/workspaces/b.ts', '../pins/b.ts'],
  ],
  'no-unknown-import': [['server/rooms/lost.ts', './nowhere.ts']],
  'order-of-http': [['server/http/a.ts', '../server.ts']],
  'order-of-api': [['server/api/a.ts', '../http/b.ts']],
  'order-of-auth': [['server/auth/a.ts', '../api/b.ts']],
  'order-of-runs': [['server/runs/a.ts', '../auth/b.ts']],
  'order-of-rooms': [['server/rooms/c.ts', '../runs/b.ts']],
  'order-of-events': [['server/events/a.ts', '../rooms/d.ts']],
  'order-of-bus': [['server/lib/a.ts', '../events/b.ts']],
  'order-of-agent-port': [['server/sandbox/a.ts', '../sessions/a.ts']],
  'door-of-e2b': [['server/runs/door.ts', 'e2b']],
  'door-of-langchain': [['server/runs/door.ts', '@langchain/core']],
  'door-of-lucia': [['server/api/door.ts', '@lucia-auth/adapter-drizzle']],
  'door-of-playwright': [['server/runs/door.ts', 'playwright-core']],
  'door-of-redis': [['server/rooms/door.ts', 'ioredis']],
  'door-of-model-providers': [['server/agent/door.ts', '@langchain/openai']],
  'door-of-sandbox-host': [['server/sandbox/door.ts', '../../packages/sandbox-host/index.ts']],
  'shared-imports-no-side': [['shared/a.ts', '../client/b.ts']],
  'shared-without-node': [['shared/b.ts', 'node:fs']],
  'client-knows-the-router-alone': [['client/a.ts', '../drizzle/schema.ts']],
  'client-takes-only-a-type': [['client/c.ts', '../server/api/router.ts']],
  'sandbox-host-stands-alone': [['packages/sandbox-host/a.ts', '../../shared/c.ts']],
  'demo-model-knows-langchain-core-alone': [['packages/demo-model/a.ts', '../../shared/c.ts']],
}

/** Runs `work` on a tree in which only these imports resolve. */
async function withPlants<T>(
  imports: ReadonlyArray<[file: string, imported: string, statement?: string]>,
  work: (tree: string) => Promise<T>,
): Promise<T> {
  const tree = mkdtempSync(join(tmpdir(), 'fegg-house-'))
  const texts = new Map<string, string>()
  for (const [file, imported, statement] of imports) {
    texts.set(file, `${texts.get(file) ?? ''}${statement ?? `import '${imported}'`}\n`)
    if (imported === './nowhere.ts' || imported.startsWith('node:')) continue
    const target = imported.startsWith('.')
      ? join(dirname(file), imported)
      : join('node_modules', imported, 'index.js')
    if (!texts.has(target)) texts.set(target, '')
  }
  for (const folder of folders) texts.set(`${folder}/empty.ts`, '')
  texts.set('package.json', '{ "type": "module" }')
  try {
    for (const [file, text] of texts) {
      mkdirSync(join(tree, dirname(file)), { recursive: true })
      writeFileSync(join(tree, file), text)
    }
    return await work(tree)
  } finally {
    rmSync(tree, { recursive: true })
  }
}

test('the graph has every kind of import', () => {
  expect(importsOf('client/api.ts')).toContainEqual({
    resolved: 'server/api/router.ts',
    dependencyTypes: ['local', 'import', 'type-only'],
  })
  expect(importsOf('server/main.ts')?.map(({ resolved }) => resolved)).toContain(
    'server/http/dev-client.ts',
  )
  expect(importsOf('server/open-sandbox-backend.ts')?.map(({ resolved }) => resolved)).toContain(
    'packages/sandbox-host/index.ts',
  )
  expect(graph.modules.length).toBeGreaterThan(500)
})

test('an import from rooms into runs is reported', async () => {
  const planted = await withPlants([['server/rooms/room.ts', '../runs/queue.ts']], cruise)
  expect(planted.summary.violations).toMatchObject([
    {
      from: 'server/rooms/room.ts',
      to: 'server/runs/queue.ts',
      rule: { name: 'order-of-rooms' },
    },
  ])
})

test('each rule reports the import that it forbids', async () => {
  const names = graph.summary.ruleSetUsed.forbidden.map(({ name }) => name)
  expect(Object.keys(plants).sort()).toEqual([...names].sort())
  const planted = await withPlants(Object.values(plants).flat(), cruise)
  const reported = planted.summary.violations.map(({ rule }) => rule.name)
  expect(names.filter((name) => !reported.includes(name))).toEqual([])
})

test('no file and no folder of the server takes part in a circle of imports', () => {
  expect(violationsOf(/^no-/)).toEqual([])
})

test('imports of the server go one way', () => {
  expect(violationsOf(/^order-/)).toEqual([])
})

test.each([
  ['e2b', 'e2b', 'server/sandbox/'],
  ['LangGraph and LangChain', 'langchain', 'server/agent/'],
  ['lucia', 'lucia', 'server/auth/'],
  ['Playwright', 'playwright', 'server/browser/'],
  ['Redis', 'redis', 'server/bus/'],
  ['the model providers', 'model-providers', 'server/agent/models/'],
  ['the sandbox host', 'sandbox-host', 'server/open-sandbox-backend.ts'],
])(
  'rule 9.1: of the code that the server runs, only one folder imports %s',
  (_name, door, place) => {
    expect(violationsOf(new RegExp(`^door-of-${door}$`))).toEqual([])
    const target = new RegExp(
      graph.summary.ruleSetUsed.forbidden
        .find(({ name }) => name === `door-of-${door}`)
        ?.to.path?.toString() ?? '^$',
    )
    const importers = graph.modules.filter(
      ({ source, dependencies }) =>
        source.startsWith('server/') && dependencies.some(({ resolved }) => target.test(resolved)),
    )
    expect(importers.map(({ source }) => source)).toContainEqual(expect.stringContaining(place))
  },
)

test('rule 9.2: shared/ imports nothing of Node, the server or the client', () => {
  expect(violationsOf(/^shared-/)).toEqual([])
})

test('rule 9.2: the client takes nothing from the server but the type of its router', () => {
  expect(violationsOf(/^client-/)).toEqual([])
  const text = readFileSync(join(root, 'client/api.ts'), 'utf8')
  expect(/import type \{ (\w+) \} from '..\/server\/api\/router.ts'/.exec(text)?.[1]).toBe(
    'AppRouter',
  )
})

test('rule 9.2: the sandbox host and the demo model import nothing of the project', () => {
  expect(violationsOf(/^(sandbox-host|demo-model)-/)).toEqual([])
})

test('rule 13.1: rooms, runs, the log and versions reach for no socket, clock or chance of their own', () => {
  const isDomain = (file: string) => /^server\/(events|rooms|runs|conflicts|versions)\//.test(file)
  const domain = readdirSync(join(root, 'server'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => isDomain(file) && /(?<![.](test|fixture))[.]ts$/.test(file))
    .filter((file) => !/\/(testing|fuzz)\//.test(file))
  expect(domain.length).toBeGreaterThan(40)
  const own =
    /\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\(|\bMath\.random\(|\bperformance\.now\(/
  expect(domain.filter((file) => own.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  const sockets = /^(net|http|https|timers.*)$|node_modules\/(ws|fastify)\//
  const reaching = graph.modules.filter(
    ({ source, dependencies }) =>
      isDomain(source) && dependencies.some(({ resolved }) => sockets.test(resolved)),
  )
  expect(reaching.map(({ source }) => source)).toEqual([])
})

test('rule 15.1: the event names of the first plan are on the wire', () => {
  const durable = DurableEvent.options.map(({ shape }) => shape.type.value)
  for (const name of ['tool_start', 'tool_end', 'file_changed', 'preview_ready', 'error', 'done'])
    expect(durable).toContain(name)
  expect(Token.shape.type.value).toBe('token')
})
