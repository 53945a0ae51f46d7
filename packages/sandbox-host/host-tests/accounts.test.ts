import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { Sandbox } from 'e2b'
import { afterAll, describe, expect, test } from 'vitest'
import { type HostProcess, startHostProcess } from '../testing/host-process.ts'
import { isRoot, makeFolder, makeTemplate, whyNoBubblewrap } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const missing = isRoot ? whyNoBubblewrap() : 'the tests run as an ordinary user'
if (missing) console.warn(`skipped: accounts of sandboxes: ${missing}`)

const folder = makeFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function pathWithoutPerl(): string {
  const own = path.join(folder, 'bin')
  mkdirSync(own)
  for (const from of ['/usr/local/bin', '/usr/bin', '/usr/sbin'])
    for (const name of readdirSync(from))
      if (!name.startsWith('perl'))
        try {
          symlinkSync(path.join(from, name), path.join(own, name))
        } catch {
          // An earlier folder has it.
        }
  return own
}

/** Account of the `sleep` with `word` in its command line. */
function accountOf(word: string): string | undefined {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')
      if (line[0] !== 'sleep' || !line.includes(word)) continue
      return /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
    } catch {
      // It has ended.
    }
  return undefined
}

const inotifyInit = process.arch === 'arm64' ? 26 : 294
/** Takes all inotify instances that an account may have. */
const takeAllWatches = `perl -e '1 while syscall(${inotifyInit}, 0) >= 0; sleep 600'`
const watch = `node -e 'require("fs").watch("."); console.log("watches"); process.exit()'`

type Access = Pick<HostProcess, 'apiKey' | 'apiUrl' | 'sandboxUrl'>

async function withTwo(
  name: string,
  environment: Record<string, string>,
  work: (one: Sandbox, other: Sandbox, access: Access) => Promise<void>,
) {
  const own = path.join(folder, name)
  mkdirSync(own, { mode: 0o711 })
  let host: HostProcess | undefined
  try {
    host = await startHostProcess(
      {
        dataDir: path.join(own, 'data'),
        templates: { base: makeTemplate(own) },
        launcher: 'bubblewrap',
        domain: 'localhost:4000',
        registry: 'http://127.0.0.2:9/',
      },
      undefined,
      environment,
    )
    const { apiKey, apiUrl, sandboxUrl } = host
    const access = { apiKey, apiUrl, sandboxUrl }
    const create = () => Sandbox.create('base', access)
    await work(await create(), await create(), access)
  } finally {
    await host?.stop()
  }
}

async function accountsOf(sandboxes: Sandbox[], mark: number) {
  const found: Array<string | undefined> = []
  for (const [index, sandbox] of sandboxes.entries()) {
    const word = String(mark + index)
    await sandbox.commands.run(`sleep ${word}`, { background: true })
    found.push(await until(() => accountOf(word), 'the process'))
  }
  return found
}

describe.skipIf(missing !== undefined)('where the host is root', () => {
  test("rule 16.4: each sandbox has its own account, and owns the template's files", async () => {
    await withTwo('each', {}, async (one, other, access) => {
      const [a, b] = await accountsOf([one, other], 471_100)
      expect(a).toBeDefined()
      expect(a).not.toBe('0')
      expect(a).not.toBe(b)
      const changes =
        'chmod 600 app/hello.txt && echo more >> app/hello.txt && stat -c %U-%a app/hello.txt'
      for (const each of [one, other])
        expect((await each.commands.run(changes)).stdout).toBe('user-600\n')
      const { snapshotId } = await one.createSnapshot()
      const copy = await Sandbox.create(snapshotId, access)
      expect((await copy.commands.run(changes)).stdout).toBe('user-600\n')
    })
  })

  test("rule 16.4: a sandbox can't use up another one's share of what the kernel counts for an account", async () => {
    await withTwo('watches', {}, async (one, other) => {
      await one.commands.run(takeAllWatches, { background: true })
      await until(
        async () => (await one.commands.run(`${watch} 2>&1 || true`)).stdout.includes('EMFILE'),
        'all to be taken',
      )
      expect((await other.commands.run(watch)).stdout).toBe('watches\n')
    })
  })

  test('control: without idmapped mounts the sandboxes share an account, and work', async () => {
    await withTwo('shared', { PATH: pathWithoutPerl() }, async (one, other) => {
      const [a, b] = await accountsOf([one, other], 471_200)
      expect(a).toBeDefined()
      expect(a).not.toBe('0')
      expect(a).toBe(b)
      await one.commands.run('chmod 600 app/hello.txt && echo more >> app/hello.txt')
      // Only the host's PATH lacks Perl.
      await one.commands.run(takeAllWatches, { background: true })
      const tried = async () => (await other.commands.run(`${watch} 2>&1 || true`)).stdout
      await until(async () => (await tried()).includes('EMFILE'), 'all to be taken')
    })
  })
})
