import { rm } from 'node:fs/promises'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { startSandboxHost, type SandboxHost } from '@fegg/sandbox-host'
import { createE2bMachines } from './e2b-machines.ts'
import type { Sandboxes, SandboxRows } from './port.ts'
import { createSandboxes } from './sandboxes.ts'
import { answerOf } from './testing/answer-of.ts'
import { createMemoryTree, type MemoryTree } from './testing/memory-tree.ts'
import { createMiniTemplate, miniApp } from '@fegg/sandbox-host/testing/mini-template.ts'

const patience = { timeoutMs: 20_000, signal: new AbortController().signal }
let template: Awaited<ReturnType<typeof createMiniTemplate>>
let host: SandboxHost

beforeAll(async () => {
  template = await createMiniTemplate()
  host = await startSandboxHost({
    dataDir: template.dataDir,
    templates: { mini: template.home },
    launcher: 'plain',
    domain: 'localhost',
    spares: 0,
    registry: 'http://127.0.0.1:9/',
  })
})
afterAll(async () => {
  await host.close()
  await template[Symbol.asyncDispose]()
})

function serverOn(
  tree: MemoryTree,
  times: { idleMs?: number; keepMs?: number; rows?: SandboxRows } = {},
): Sandboxes {
  const log = { info: () => undefined, warn: () => undefined }
  const sandboxes = createSandboxes({
    e2b: { templateId: 'mini' },
    host,
    tree,
    rows: tree,
    log,
    ...times,
  })
  onTestFinished(() => sandboxes.close())
  return sandboxes
}

function connection() {
  return { apiUrl: host.apiUrl, apiKey: host.apiKey }
}
async function stateOf(id: string) {
  return (await Sandbox.getInfo(id, connection())).state
}
async function existing() {
  const found = await Sandbox.list({
    ...connection(),
    query: { state: ['running', 'paused'] },
  }).nextItems()
  return found.map(({ sandboxId }) => sandboxId)
}

function start() {
  const tree = createMemoryTree(miniApp)
  const sandboxes = serverOn(tree)
  const sessionId = newId()
  return { tree, sandboxes, sessionId, run: sandboxes.forRun(sessionId) }
}

it('rule 7: a server that starts anew finds the sandbox again and brings it to the tree', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  await run.run('echo half done > src/half.txt; rm index.html', patience)
  const id = await tree.sandboxId(sessionId)
  await sandboxes.close()
  tree.apply(sessionId, [{ path: 'src/meanwhile.txt', content: 'new' }])

  const second = serverOn(tree)
  const upstream = await second.connectPreview(sessionId)
  expect(await tree.sandboxId(sessionId)).toBe(id)
  expect((await answerOf(upstream, '/')).body).toBe(miniApp['index.html'])
  const listed = await second.forRun(sessionId).run('ls src', patience)
  expect(listed.stdout.trim().split('\n')).toEqual(['meanwhile.txt', 'old.txt'])
  const servers = await second.forRun(sessionId).run('pgrep -f "dev.mj[s] --port $PORT"', patience)
  expect(servers.stdout.trim()).not.toBe('')
})

it('rule 7: a folder that is deleted under a running sandbox is no wish to delete the files', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  const id = (await tree.sandboxId(sessionId)) ?? ''
  const app = (await run.run('pwd', patience)).stdout.trim()
  expect(app.startsWith(template.dataDir)).toBe(true)
  expect((await run.readBack()).edits).toEqual([])
  await rm(path.dirname(app), { recursive: true })
  expect((await run.readBack()).edits).toEqual([])
  expect(await tree.sandboxId(sessionId)).not.toBe(id)
  expect((await run.run('cat src/old.txt', patience)).stdout).toBe(miniApp['src/old.txt'])
})

it('rule 43.2: bytes that a command makes are read back, and are the same in the next sandbox', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  const bytes = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff, 0xfe]
  const octal = bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  await run.run(`mkdir public; printf '${octal}' > public/logo.png; printf '\\377' > a`, patience)
  const { edits, problems } = await run.readBack()
  expect(edits).toEqual([
    { path: 'a', content: Buffer.from([0xff]) },
    { path: 'public/logo.png', content: Buffer.from(bytes) },
  ])
  expect(problems).toEqual([])
  tree.apply(sessionId, edits)
  const app = (await run.run('pwd', patience)).stdout.trim()
  await rm(path.dirname(app), { recursive: true })
  await sandboxes.ensure(sessionId)
  const listed = await run.run('od -An -v -tu1 public/logo.png', patience)
  expect(listed.stdout.trim().split(/\s+/).map(Number)).toEqual(bytes)
  expect((await run.readBack()).edits).toEqual([])
})

it('rule 43.3: a file that is too large or has no name that a tree can hold is said once for each content', async () => {
  const { run } = start()
  await run.run('head -c 5000001 /dev/zero > big; head -c 5000000 /dev/zero > fits', patience)
  await run.run("printf x > $'bad\\u202ename'", patience)
  const { edits, problems } = await run.readBack()
  expect(edits.map(({ path }) => path)).toEqual(['fits'])
  expect(problems).toEqual([
    expect.stringContaining('can’t be seen'),
    expect.stringContaining('big is larger than 5 MB'),
  ])
  expect(await run.readBack()).toEqual({ edits: [], problems: [] })
  await run.run('printf y >> big', patience)
  expect((await run.readBack()).problems).toHaveLength(1)
  await run.run('printf small > big', patience)
  expect(await run.readBack()).toEqual({ edits: [{ path: 'big', content: 'small' }], problems: [] })
})

it('rule 7.4: files that the sandbox does not list are not taken for deleted', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  const id = await tree.sandboxId(sessionId)
  await run.run('mkdir ~/own; echo \'export PATH="$HOME/own:$PATH"\' > ~/.bash_profile', patience)
  const blind = 'echo "./src/old.txt: Permission denied" >&2; exit 1'
  await run.run(`echo made > made.txt; echo '${blind}' > ~/own/find; chmod +x ~/own/*`, patience)
  await expect(run.readBack()).rejects.toThrow('src/old.txt: Permission denied')
  await run.run('rm ~/own/find; echo "printf hello" > ~/.bash_profile', patience)
  expect((await run.readBack()).edits).toEqual([{ path: 'made.txt', content: 'made\n' }])
  expect(await tree.sandboxId(sessionId)).toBe(id)
})

it('rule 7.4: what a command changed is not lost in silence where it took away package.json', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  await run.run('rm package.json; echo made > made.txt', patience)
  await expect(run.readBack()).rejects.toThrow('Run the command again')
  expect((await run.run('cat package.json', patience)).stdout).toBe(miniApp['package.json'])
  expect((await run.readBack()).edits).toEqual([])
  expect(tree.files(sessionId)).toEqual(miniApp)
})

it('rule 7.5: a sandbox whose files can not be read by a server that starts anew is replaced', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  const id = await tree.sandboxId(sessionId)
  await run.run('mkdir ~/own; echo \'export PATH="$HOME/own:$PATH"\' > ~/.bash_profile', patience)
  await run.run('echo "exit 1" > ~/own/find; chmod +x ~/own/find', patience)
  await sandboxes.close()
  const second = serverOn(tree)
  expect((await second.forRun(sessionId).run('cat src/old.txt', patience)).stdout).toBe(
    miniApp['src/old.txt'],
  )
  expect(await tree.sandboxId(sessionId)).not.toBe(id)
})

it('a dev server that does not start says why, and is tried again when the files have changed', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  const dev = miniApp['dev.mjs'] ?? ''
  tree.apply(sessionId, [{ path: 'dev.mjs', content: 'throw new Error("a broken config")' }])
  await expect(sandboxes.ensure(sessionId)).rejects.toThrow('a broken config')
  expect(tree.states.at(-1)).toMatchObject({ state: 'failed' })
  tree.apply(sessionId, [{ path: 'dev.mjs', content: dev }])
  await run.sync()
  const upstream = await sandboxes.connectPreview(sessionId)
  expect((await answerOf(upstream, '/')).status).toBe(200)
  expect(tree.states.at(-1)).toMatchObject({ state: 'ready', message: null })
})

it('a dev server that ends is started again', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  await run.run('pkill -f "dev.mj[s] --port $PORT"', patience)
  await vi.waitFor(
    () =>
      expect(tree.states.map(({ state }) => state)).toEqual([
        'starting',
        'ready',
        'starting',
        'ready',
      ]),
    { timeout: 10_000 },
  )
  const upstream = await sandboxes.connectPreview(sessionId)
  expect((await answerOf(upstream, '/')).status).toBe(200)
})

it('a sandbox that ends while nobody uses it is asleep until somebody does', async () => {
  const { tree, sandboxes, sessionId } = start()
  await sandboxes.ensure(sessionId)
  const id = (await tree.sandboxId(sessionId)) ?? ''
  const connection = { apiUrl: host.apiUrl, apiKey: host.apiKey }
  await Sandbox.kill(id, connection)
  await vi.waitFor(() => expect(tree.states.at(-1)?.state).toBe('asleep'), { timeout: 30_000 })
  await sandboxes.connectPreview(sessionId)
  expect(tree.states.at(-1)?.state).toBe('ready')
})

it('keeps the beginning and the end of what a command prints, and an endless one is ended', async () => {
  const { run } = start()
  const long = await run.run('echo first; seq 1 100000; echo last', patience)
  expect(long.stdout.length).toBeLessThan(101_000)
  expect(long.stdout).toMatch(/^first\n1\n[^]*characters left out[^]*\nlast\n$/)
  const endless = await run.run('yes', patience)
  expect(endless).toMatchObject({ timedOut: false })
  expect(endless.exitCode).not.toBe(0)
  expect(endless.stderr).toContain('printed too much')
})

/** Exceeds the limit, but ends soon even without it. */
const flood = 'head -c 60000000 /dev/zero | tr "\\\\0" y'

it('rule 18.5: a sandbox that prints without end floods none of the commands that look after it', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  const endServer = 'pkill -f "dev.mj[s] --port $PORT"'
  await run.run(`echo '${flood}' > ~/.bash_profile; ${endServer}`, patience)
  await expect(run.readBack()).rejects.toThrow('printed too much')
  await vi.waitFor(
    () =>
      expect(tree.states.at(-1)).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('printed too much'),
      }),
    { timeout: 40_000 },
  )
})

it('rule 18.5: of a file no more is read than is wanted, whatever its size', async () => {
  const machines = createE2bMachines(
    { apiKey: host.apiKey, apiUrl: host.apiUrl, sandboxUrl: host.sandboxUrl, templateId: 'mini' },
    host.openPort,
  )
  const machine = await machines.create('greedy', 60_000)
  onTestFinished(() => machine.kill())
  const made = await machine.start('truncate -s 20G huge; printf 12345 > five; touch none', {
    cwd: '.',
    limitMs: 20_000,
  })
  await made.ended
  expect(await machine.read('huge', 1_000)).toBe(null)
  expect(await machine.read('five', 4)).toBe(null)
  expect(String(await machine.read('five', 5))).toBe('12345')
  expect(await machine.read('none', 5)).toHaveLength(0)
})

it('rule 18.5: a session opens whatever its sandbox has made of our marker', async () => {
  const { tree, sandboxes, sessionId, run } = start()
  await sandboxes.ensure(sessionId)
  const id = await tree.sandboxId(sessionId)
  await run.run('truncate -s 600M ~/.fegg-sandbox.json', patience)
  await sandboxes.close()
  const second = serverOn(tree)
  expect((await second.forRun(sessionId).run('echo up', patience)).stdout).toBe('up\n')
  expect(await tree.sandboxId(sessionId)).toBe(id)
})

it('links and what tools leave behind are not read back', async () => {
  const { run } = start()
  await run.run(
    'printf "a\\0b" > src/binary.bin; ln -s /etc/passwd src/link; mkdir -p dist node_modules/x; echo x > dist/x; echo x > node_modules/x/y; echo x > a.log; echo ok > "src/with \'quotes\'.txt"',
    patience,
  )
  expect((await run.readBack()).edits).toEqual([
    { path: 'src/binary.bin', content: Buffer.from('a\0b') },
    { path: "src/with 'quotes'.txt", content: 'ok\n' },
  ])
})

it('rule 7.7: a sandbox that nobody uses sleeps, and the next look wakes the same one', async () => {
  const tree = createMemoryTree(miniApp)
  const sandboxes = serverOn(tree, { idleMs: 1_500 })
  const sessionId = newId()
  await sandboxes.ensure(sessionId)
  const id = (await tree.sandboxId(sessionId)) ?? ''
  await vi.waitFor(async () => expect(await stateOf(id)).toBe('paused'), { timeout: 30_000 })
  expect(tree.states.at(-1)?.state).toBe('asleep')
  tree.apply(sessionId, [{ path: 'index.html', content: '<h1>Meanwhile</h1>' }])
  sandboxes.treeChanged(sessionId)
  expect(await stateOf(id)).toBe('paused')
  const upstream = await sandboxes.connectPreview(sessionId)
  expect((await answerOf(upstream, '/')).body).toBe('<h1>Meanwhile</h1>')
  expect(await tree.sandboxId(sessionId)).toBe(id)
  const told = tree.states.map(({ state }) => state)
  expect(told.slice(0, 5)).toEqual(['starting', 'ready', 'asleep', 'starting', 'ready'])
})

it('rule 7.7: a sandbox in which a command runs, or which another server uses, does not sleep', async () => {
  const tree = createMemoryTree(miniApp)
  const idleMs = 4_000
  const [one, other] = [serverOn(tree, { idleMs }), serverOn(tree, { idleMs })]
  const sessionId = newId()
  await one.ensure(sessionId)
  const id = (await tree.sandboxId(sessionId)) ?? ''
  await one.forRun(sessionId).run(`sleep ${(2 * idleMs) / 1_000}`, patience)
  expect(await stateOf(id)).toBe('running')
  const until = Date.now() + 2 * idleMs
  while (Date.now() < until) {
    await other.connectPreview(sessionId)
    await new Promise((done) => setTimeout(done, 500))
    expect(await stateOf(id)).toBe('running')
  }
})

it('rule 7.7: a sandbox that has slept long is ended, and the next look makes another', async () => {
  const tree = createMemoryTree(miniApp)
  const sandboxes = serverOn(tree, { idleMs: 1_000, keepMs: 3_000 })
  const sessionId = newId()
  await sandboxes.ensure(sessionId)
  const id = await tree.sandboxId(sessionId)
  await vi.waitFor(async () => expect(await tree.sandboxId(sessionId)).toBe(null), {
    timeout: 30_000,
  })
  await vi.waitFor(async () => expect(await existing()).not.toContain(id), { timeout: 10_000 })
  const upstream = await sandboxes.connectPreview(sessionId)
  expect((await answerOf(upstream, '/')).body).toBe(miniApp['index.html'])
  expect(await tree.sandboxId(sessionId)).not.toBe(id)
})

it('rule 7.8: two servers that make a sandbox at the same moment end with one', async () => {
  const tree = createMemoryTree(miniApp)
  const sessionId = newId()
  // both servers have read the id before either creates one
  const both = Promise.withResolvers<void>()
  let looks = 0
  const rows: SandboxRows = {
    ...tree,
    async sandboxId(session) {
      const found = await tree.sandboxId(session)
      if (++looks === 2) both.resolve()
      await both.promise
      return found
    },
  }
  const before = await existing()
  const [one, other] = [serverOn(tree, { rows }), serverOn(tree, { rows })]
  await Promise.all([one.ensure(sessionId), other.ensure(sessionId)])
  const id = await tree.sandboxId(sessionId)
  await vi.waitFor(
    async () => expect((await existing()).filter((each) => !before.includes(each))).toEqual([id]),
    { timeout: 10_000 },
  )
  await one.forRun(sessionId).run('echo of one > shared.txt', patience)
  expect((await other.forRun(sessionId).run('cat shared.txt', patience)).stdout).toBe('of one\n')
})

it('rule 7.5: nothing is lost when every sandbox is killed at once, folders and all', async () => {
  const { tree, sandboxes } = start()
  const ids = Array.from({ length: 4 }, () => newId())
  await Promise.all(
    ids.map(async (id, index) => {
      tree.apply(id, [{ path: 'src/own.txt', content: `of session ${index}` }])
      await sandboxes.ensure(id)
    }),
  )
  const all = await existing()
  await Promise.all(all.map((id) => Sandbox.kill(id, connection())))
  for (const id of all)
    await rm(path.join(template.dataDir, 'sandboxes', id), { recursive: true, force: true })
  for (const [index, id] of ids.entries()) {
    const read = await sandboxes.forRun(id).run('cat src/own.txt', patience)
    expect(read.stdout).toBe(`of session ${index}`)
    expect((await sandboxes.forRun(id).readBack()).edits).toEqual([])
    const upstream = await sandboxes.connectPreview(id)
    expect((await answerOf(upstream, '/')).body).toBe(miniApp['index.html'])
  }
}, 120_000)
