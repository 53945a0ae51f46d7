import { createHash } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemorySaver } from '@langchain/langgraph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareTemplateHome, defaultTemplateId, templateFiles } from '../../template/prepare.ts'
import { findBun, type SandboxHost, startSandboxHost } from '@fegg/sandbox-host'
import { createSandboxes } from '../sandbox/sandboxes.ts'
import type { Sandboxes, TreeSource } from '../sandbox/port.ts'
import { createAgent, readModelEnv } from './index.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'
import { type ScriptedStep, scriptedEntry } from './testing/scripted-model.ts'

const silent = { info: () => {}, warn: () => {} }

let folder: string
let host: SandboxHost
let sandboxes: Sandboxes
let run: ReturnType<typeof fakeRun>

function treeOf({ rows }: ReturnType<typeof fakeRun>): TreeSource {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
  const blobs = new Map<string, string>()
  return {
    entries: async () =>
      [...rows.files].map(([path, text]) => {
        blobs.set(hashOf(text), text)
        return { path, hash: hashOf(text) }
      }),
    content: async (hash) => new TextEncoder().encode(blobs.get(hash)),
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-test-'))
  // Sandboxes may run as another OS user.
  await chmod(folder, 0o711)
  const home = await prepareTemplateHome({
    cacheDir: join(folder, 'template'),
    bun: findBun(),
    log: () => {},
  })
  host = await startSandboxHost({
    dataDir: join(folder, 'data'),
    templates: { [defaultTemplateId]: home },
    domain: 'localhost',
    spares: 0,
  })
  const files = (await templateFiles()).map(({ path, content }) => [path, content])
  run = fakeRun(Object.fromEntries(files))
  let sandboxId: string | null = null
  sandboxes = createSandboxes({
    e2b: { templateId: defaultTemplateId },
    host,
    tree: treeOf(run),
    rows: {
      workspaceId: async () => null,
      sandboxId: async () => sandboxId,
      replaceSandboxId: async (_session, _expected, next) => {
        sandboxId = next
        return true
      },
      unused: async () => [],
      setState: async () => {},
    },
    log: silent,
  })
}, 300_000)

afterAll(async () => {
  await sandboxes.close()
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

function page(head: string, body = ''): ScriptedStep {
  return {
    text: '',
    toolCalls: [
      {
        name: 'write_file',
        args: {
          path: 'src/App.tsx',
          content: `${head}\nexport function App() {\n${body}\n  return <h1>Hello</h1>\n}\nexport default App\n`,
        },
      },
      { name: 'check_app', args: {} },
    ],
  }
}

const script: ScriptedStep[] = [
  { text: '', toolCalls: [{ name: 'check_app', args: {} }] },
  page('', "  const count: number = 'many'\n  void count"),
  page("import { nothing } from './missing'\nvoid nothing"),
  page('', "  if (Date.now() > 0) throw new Error('planted throw')"),
  page("export const key = process.env['KEY']"),
  page(''),
  {
    text: '',
    toolCalls: [
      { name: 'run_command', args: { command: 'echo made > src/made.txt; pwd >&2; false' } },
    ],
  },
  { text: 'Done.' },
]

describe('an agent with a real sandbox', () => {
  test('rule 14.1: finds each planted error, and the app clean before and after', {
    timeout: 240_000,
  }, async () => {
    const agent = await createAgent({
      env: readModelEnv({}),
      checkpointer: { saver: new MemorySaver() },
      log: keptLog(),
      models: [scriptedEntry(script)],
    })
    const context = { ...run.context, sandbox: sandboxes.forRun(run.sessionId) }
    expect(await agent.run(context)).toEqual({ ok: true })
    const found = (callId: string) => run.rows.tools.get(callId)?.result
    expect(found('call-0-0')).toMatch(/^clean\n/)
    expect(found('call-1-1')).toMatch(/^1 problem\nsrc\/App\.tsx:3:\d+: TS2322: /)
    expect(found('call-2-1')).toContain("TS2307: Cannot find module './missing'")
    expect(found('call-2-1')).toContain('Failed to resolve import "./missing"')
    expect(found('call-3-1')).toMatch(/^1 problem\nsrc\/App\.tsx:3: .*planted throw/)
    expect(found('call-4-1')).toMatch(/^1 problem\nsrc\/App\.tsx:1: .*process is not defined/)
    expect(found('call-5-1')).toMatch(/^clean\n/)
    expect(found('call-6-0')).toMatch(/app\nFiles changed: src\/made\.txt\nExit code 1$/)
    expect(run.rows.files.get('src/made.txt')).toBe('made\n')
    // A command's new file is checked like any change.
    expect(found('gate-7')).toMatch(/^clean\n/)
  })
})
