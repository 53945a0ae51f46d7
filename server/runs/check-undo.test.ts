import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBun, type SandboxHost, startSandboxHost } from '@fegg/sandbox-host'
import { defaultTemplateId, prepareTemplateHome, templateFiles } from '../../template/prepare.ts'
import type { Sandboxes } from '../sandbox/port.ts'
import { createSandboxes } from '../sandbox/sandboxes.ts'
import { AppError } from '../../shared/protocol/errors.ts'
import { startAppServer } from '../testing/app-server.ts'
import { change, filesOf, sharedSession, versionsOf } from '../testing/changes.ts'

let folder: string
let host: SandboxHost
let sandboxes: Sandboxes

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-undo-'))
  // Sandboxes may run as another OS user.
  await chmod(folder, 0o711)
  const cacheDir = join(folder, 'template')
  const home = await prepareTemplateHome({ cacheDir, bun: findBun(), log: () => {} })
  host = await startSandboxHost({
    dataDir: join(folder, 'data'),
    templates: { [defaultTemplateId]: home },
    domain: 'localhost',
    spares: 0,
  })
  const unused = () => Promise.reject(new Error('The session’s own sandbox was used.'))
  sandboxes = createSandboxes({
    e2b: { templateId: defaultTemplateId },
    host,
    tree: { entries: unused, content: unused },
    rows: {
      workspaceId: async () => null,
      sandboxId: unused,
      replaceSandboxId: unused,
      unused: async () => [],
      setState: unused,
    },
    log: { info: () => {}, warn: () => {} },
  })
}, 300_000)

afterAll(async () => {
  await sandboxes?.close()
  await host?.close()
  await rm(folder, { recursive: true, force: true })
})

const cart = 'export function Cart() {\n  return <p>Cart</p>\n}\n'
function page(uses: string, shows: string) {
  return `${uses}\nexport function App() {\n  return <main>${shows}</main>\n}\nexport default App\n`
}

async function cartSession(app: Awaited<ReturnType<typeof startAppServer>>) {
  const template = (await templateFiles()).map(({ path, content }) => [path, content] as const)
  const files = { ...Object.fromEntries(template), 'src/App.tsx': page('', 'Shop') }
  const made = await sharedSession(app, files)
  const { anna, ben, sessionId } = made
  const brought = await change(app, { sessionId, by: anna.id, files: { 'src/Cart.tsx': cart } })
  const uses = page("import { Cart } from './Cart'", '<Cart />')
  const used = await change(app, {
    sessionId,
    by: ben.id,
    files: { 'src/App.tsx': uses },
    title: 'Show the cart',
  })
  return { ...made, brought, used }
}

test('rule 45.14: what types and page say of an undo’s result is found without touching the session, and its sandbox ends', {
  timeout: 240_000,
}, async () => {
  await using app = await startAppServer([], { sandboxes: { lend: sandboxes.lend } })
  const { anna, sessionId, brought, used } = await cartSession(app)
  const before = {
    files: await filesOf(app, sessionId),
    versions: await versionsOf(app, sessionId),
  }
  const check = (versionIds: string[]) => anna.api.undo.check.query({ sessionId, versionIds })
  const broken = await check([brought])
  expect(broken).toMatchObject({ ok: false, note: null })
  expect(broken.problems.join('\n')).toMatch(/src\/App\.tsx.*Cart/)
  const both = await check([brought, used])
  expect(both).toEqual({ ok: true, problems: [], note: null })
  expect(await filesOf(app, sessionId)).toEqual(before.files)
  expect(await versionsOf(app, sessionId)).toEqual(before.versions)
  expect(sandboxes.running()).toBe(0)
  // what it says in words is in the dry run: the later message that uses it, by name
  const { dependents } = await anna.api.undo.dryRun.query({ sessionId, versionIds: [brought] })
  expect(dependents).toMatchObject([{ id: used, number: 3, title: 'Show the cart' }])
  expect(dependents[0]?.uses.join(' ')).toContain('Cart')
})

test('rule 45.14: if nothing can check it, that is said with the reason; open conflicts are said too', async () => {
  const sync = () => Promise.reject(new AppError('sandbox_failed', 'No sandbox is free.'))
  const sandbox = { sync, readBack: sync, run: sync, preview: sync }
  const lend = () => ({ sandbox, end: async () => undefined })
  await using app = await startAppServer([], { sandboxes: { lend } })
  const { anna, ben, sessionId } = await sharedSession(app, { 'a.txt': 'a\n' })
  const paint = (text: string) => change(app, { sessionId, by: ben.id, files: { 'a.txt': text } })
  const versionIds = [await paint('b\n')]
  const look = () => anna.api.undo.check.query({ sessionId, versionIds })
  const note = expect.stringContaining('No sandbox is free.')
  expect(await look()).toEqual({ ok: null, problems: [], note })
  await paint('c\n')
  const conflicts = expect.stringContaining('once the conflicts are solved')
  expect(await look()).toEqual({ ok: null, problems: [], note: conflicts })
})
