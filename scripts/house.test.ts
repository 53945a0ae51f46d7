import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { DurableEvent } from '../shared/protocol/events.ts'
import { Token } from '../shared/protocol/token.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Import {
  file: string
  from: string
  /** Of types alone: nothing of it is left when the code runs. */
  typeOnly: boolean
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules/'))
}

function read(file: string) {
  return readFileSync(join(root, file), 'utf8')
}

const importing =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm

function importsOf(file: string): Import[] {
  return [...read(file).matchAll(importing)].map(([, type, from, dynamic]) => ({
    file,
    from: from ?? dynamic ?? '',
    typeOnly: type !== undefined,
  }))
}

/** Code that no server runs: tests, and the folders of what only they use. */
function isTest(file: string) {
  return /\.(test|fixture)\.tsx?$/.test(file) || /\/(testing|conformance|escape|fuzz)\//.test(file)
}
const server = sources('server').flatMap(importsOf)
const client = sources('client').flatMap(importsOf)
const shared = sources('shared').flatMap(importsOf)

test('the walk sees every kind of import', () => {
  expect(importsOf('client/api.ts')).toContainEqual({
    file: 'client/api.ts',
    from: '../server/api/router.ts',
    typeOnly: true,
  })
  expect(server.some(({ from }) => from === 'e2b')).toBe(true)
  expect(server.some(({ from }) => from === './http/dev-client.ts')).toBe(true)
})

test.each([
  ['e2b', /^e2b$/, 'server/sandbox/'],
  ['LangGraph and LangChain', /^@langchain\//, 'server/agent/'],
  ['lucia', /^lucia$|^@lucia-auth\//, 'server/auth/'],
  ['Redis', /^ioredis$/, 'server/bus/'],
])(
  'rule 9: of the code that the server runs, only one folder imports %s',
  (_name, what, folder) => {
    const elsewhere = server.filter(
      ({ file, from }) => what.test(from) && !file.startsWith(folder) && !isTest(file),
    )
    expect(elsewhere).toEqual([])
  },
)

test('rule 9: shared/ imports nothing of Node, the server or the client', () => {
  const foreign = shared.filter(({ file, from }) => {
    if (isTest(file)) return false
    return from.startsWith('node:') || /(^|\/)(server|client)\//.test(from)
  })
  expect(foreign).toEqual([])
})

test('rule 9: the client takes nothing from the server but the type of its router', () => {
  const taken = client.filter(({ from }) => /(^|\/)(server|drizzle)\//.test(from))
  expect(taken.map(({ from, typeOnly }) => ({ from, typeOnly }))).toEqual(
    taken.map(() => ({ from: '../server/api/router.ts', typeOnly: true })),
  )
  const text = read('client/api.ts')
  expect(/import type \{ (\w+) \} from '..\/server\/api\/router.ts'/.exec(text)?.[1]).toBe(
    'AppRouter',
  )
})

/** Where the clock that the others are given is made. */
const clockmakers = ['server/runs/token-gatherer.ts']

test('rule 13: rooms, runs, the log and versions reach for no socket, clock or chance of their own', () => {
  const domain = ['events', 'rooms', 'runs', 'conflicts', 'versions']
    .flatMap((folder) => sources(`server/${folder}`))
    .filter((file) => !isTest(file) && !clockmakers.includes(file))
  const own =
    /\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\(|\bMath\.random\(|\bperformance\.now\(/
  expect(domain.filter((file) => own.test(read(file)))).toEqual([])
  const sockets = /^(ws|node:(net|http|https|timers.*)|fastify)$/
  expect(domain.flatMap(importsOf).filter(({ from }) => sockets.test(from))).toEqual([])
})

test('rule 15: the event names of the first plan are on the wire', () => {
  const durable = DurableEvent.options.map(({ shape }) => shape.type.value)
  for (const name of ['tool_start', 'tool_end', 'file_changed', 'preview_ready', 'error', 'done'])
    expect(durable).toContain(name)
  expect(Token.shape.type.value).toBe('token')
})
