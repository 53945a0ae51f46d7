import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startSandboxHost, type SandboxHost } from '@fegg/sandbox-host'
import { createMiniTemplate, miniApp } from '@fegg/sandbox-host/testing/mini-template.ts'
import { whyNoBubblewrap } from '@fegg/sandbox-host/testing/targets.ts'
import { newId } from '../../shared/ids.ts'
import { createSandboxes } from './sandboxes.ts'
import { createMemoryTree } from './testing/memory-tree.ts'

const missing = whyNoBubblewrap()
if (missing) console.warn(`skipped: sandboxes that take too much: ${missing}`)

const mib = 2 ** 20
const patience = { timeoutMs: 50_000, signal: new AbortController().signal }
let template: Awaited<ReturnType<typeof createMiniTemplate>>
let host: SandboxHost | undefined

beforeAll(async () => {
  template = await createMiniTemplate()
  if (missing) return
  host = await startSandboxHost({
    dataDir: template.dataDir,
    templates: { mini: template.home },
    launcher: 'bubblewrap',
    domain: 'localhost',
    registry: 'http://127.0.0.1:9/',
    limits: {
      memoryBytes: 400 * mib,
      diskBytes: 40 * mib,
      diskFiles: 3_000,
      tmpFiles: 4_000,
      processes: 200,
    },
  })
})
afterAll(async () => {
  await host?.close()
  await rm(template.dataDir, { recursive: true, force: true })
  await template[Symbol.asyncDispose]()
})

const hog = `node -e 'globalThis.held = Buffer.alloc(150 << 20, 1); setTimeout(() => {}, 600_000)'`
test.skipIf(missing !== undefined).each([
  {
    what: 'disk',
    command: 'head -c 80M /dev/zero > ~/bomb; sleep 600',
    words: 'The sandbox was stopped: its files took more than 40 MB of disk.',
  },
  {
    what: 'memory',
    command: `for i in 1 2 3 4; do ${hog} & done; wait`,
    words: 'The sandbox was stopped: its processes took more than 400 MB of memory.',
  },
  {
    what: 'files',
    command: `mkdir ~/many; cd ~/many; perl -e 'for (1..6000) { open(F, ">", $_) or die }'; sleep 600`,
    words: 'The sandbox was stopped: it had more than 3000 files.',
  },
  {
    what: 'processes',
    command: 'for i in $(seq 260); do sleep 600 & done; wait',
    words: 'The sandbox was stopped: it ran as many processes as it may, 200, for seconds on end.',
  },
])(
  'rule 16.10: the agent and people read that the sandbox took too much $what',
  { timeout: 60_000 },
  async ({ command, words }) => {
    const tree = createMemoryTree(miniApp)
    const sandboxes = createSandboxes({
      e2b: { templateId: 'mini' },
      host,
      tree,
      rows: tree,
      log: { info: () => undefined, warn: () => undefined },
    })
    onTestFinished(() => sandboxes.close())
    const sessionId = newId()
    const run = sandboxes.forRun(sessionId)
    await sandboxes.ensure(sessionId)
    const id = await tree.sandboxId(sessionId)
    const used = run.run(command, patience).then(() => run.readBack())
    await expect(used).rejects.toThrow(words)
    expect(tree.states).toContainEqual({ sessionId, state: 'failed', message: words })
    // The command isn't repeated, and the next one has the session's files.
    const next = await run.run('cat src/old.txt; ls ~', patience)
    expect(next.stdout).toBe(`${miniApp['src/old.txt']}app\n`)
    expect((await run.readBack()).edits).toEqual([])
    expect(await tree.sandboxId(sessionId)).not.toBe(id)
    await sandboxes.kill(sessionId)
  },
)
