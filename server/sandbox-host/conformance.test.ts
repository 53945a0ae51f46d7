/** Drives E2B's unmodified SDK against every launcher. The rules are those of E2B's protocol. */
import { createHash, randomBytes } from 'node:crypto'
import {
  AuthenticationError,
  CommandExitError,
  FileNotFoundError,
  type FilesystemEvent,
  InvalidArgumentError,
  Sandbox,
  SandboxNotFoundError,
  TimeoutError,
} from 'e2b'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Access, targets } from './testing/targets.ts'
import { until } from './testing/until.ts'

for (const { name, skip } of targets) if (skip) console.warn(`skipped: ${name}: ${skip}`)

describe.each(targets)('sandboxes by $name', (target) => {
  const it = test.skipIf(target.skip !== undefined)
  const itEmbedded = test.skipIf(target.skip !== undefined || !target.isEmbedded)
  let access: Access & { close(): Promise<void> }
  let sandbox: Sandbox

  const create = (options: Parameters<typeof Sandbox.create>[1] = {}) =>
    Sandbox.create(access.template, { ...access.options, timeoutMs: 120_000, ...options })
  const output = async (command: string, options: object = {}) =>
    (await sandbox.commands.run(command, options)).stdout.trim()

  beforeAll(async () => {
    if (target.skip !== undefined) return
    access = await target.open()
    sandbox = await create({ envs: { GREETING: 'hello' } })
  })
  afterAll(async () => {
    if (target.skip !== undefined) return
    await sandbox?.kill()
    await access?.close()
  })

  describe('life', () => {
    it('is created, described and running', async () => {
      const info = await sandbox.getInfo()
      expect(info.sandboxId).toBe(sandbox.sandboxId)
      expect(info.sandboxId).toMatch(/^[a-z0-9]+$/)
      expect(info.state).toBe('running')
      expect(info.endAt.getTime()).toBeGreaterThan(Date.now() + 60_000)
      expect(await sandbox.isRunning()).toBe(true)
      expect(sandbox.getHost(5173)).toContain(`5173-${sandbox.sandboxId}.`)
    })

    it('is listed by metadata, also with odd characters, a page at a time', async () => {
      const metadata = { group: `a&b=c% ü${randomBytes(4).toString('hex')}` }
      const made = await Promise.all([create({ metadata }), create({ metadata })])
      const pages = Sandbox.list({ ...access.options, query: { metadata }, limit: 1 })
      const found: string[] = []
      while (pages.hasNext)
        for (const item of await pages.nextItems()) {
          expect(item.metadata).toEqual(metadata)
          found.push(item.sandboxId)
        }
      expect(found.sort()).toEqual(made.map(({ sandboxId }) => sandboxId).sort())
      const none = Sandbox.list({ ...access.options, query: { metadata: { group: 'other' } } })
      expect(await none.nextItems()).toEqual([])
      await Promise.all(made.map((each) => each.kill()))
    })

    it('can be connected to by a second client', async () => {
      const second = await Sandbox.connect(sandbox.sandboxId, access.options)
      await second.files.write('shared.txt', 'from the second')
      expect(await sandbox.files.read('shared.txt')).toBe('from the second')
    })

    it('has its life lengthened, but not shortened, by connecting', async () => {
      const before = (await sandbox.getInfo()).endAt.getTime()
      await Sandbox.connect(sandbox.sandboxId, { ...access.options, timeoutMs: 1_000 })
      expect((await sandbox.getInfo()).endAt.getTime()).toBe(before)
      await Sandbox.connect(sandbox.sandboxId, { ...access.options, timeoutMs: 600_000 })
      expect((await sandbox.getInfo()).endAt.getTime()).toBeGreaterThan(before + 300_000)
    })

    it('is killed when its time is over', async () => {
      const short = await create()
      await short.setTimeout(1_000)
      await until(async () => !(await short.isRunning()), 'the end of its time')
      await expect(short.getInfo()).rejects.toThrow(SandboxNotFoundError)
    })

    it('is killed once, and then answers as one that never was', async () => {
      const short = await create()
      expect(await short.kill()).toBe(true)
      expect(await short.kill()).toBe(false)
      expect(await short.isRunning()).toBe(false)
      await expect(short.setTimeout(1_000)).rejects.toThrow(SandboxNotFoundError)
      await expect(short.connect()).rejects.toThrow(SandboxNotFoundError)
      await expect(short.files.read('a')).rejects.toThrow(TimeoutError)
      await expect(short.commands.run('true')).rejects.toThrow(SandboxNotFoundError)
    })

    it('tells a client with a call under way that it was killed', async () => {
      const short = await create()
      const command = await short.commands.run('sleep 600', { background: true })
      await short.kill()
      await expect(command.wait()).rejects.toThrow(TimeoutError)
    })

    it('refuses wrong keys', async () => {
      const wrong = { ...access.options, apiKey: 'e2b_0000000000000000000000000000000000000000' }
      await expect(Sandbox.create(access.template, wrong)).rejects.toThrow(AuthenticationError)
    })

    it('refuses an unknown template', async () => {
      await expect(Sandbox.create('no-such-template', access.options)).rejects.toThrow(/404|403/)
    })

    itEmbedded('says what it cannot do', async () => {
      const refused = [
        () => create({ network: { denyOut: ['10.0.0.0/8'] } }),
        () => create({ volumeMounts: { '/data': 'disk' } }),
        () => create({ lifecycle: { onTimeout: 'pause' } }),
        () => sandbox.pause(),
        () => sandbox.createSnapshot(),
        () => sandbox.getMetrics(),
      ]
      for (const each of refused)
        await expect(each()).rejects.toThrow(/^400: .*(not support|cannot)/s)
    })
  })

  describe('files', () => {
    it('are written and read as text and as bytes', async () => {
      const info = await sandbox.files.write('a/b/text.txt', 'grüße')
      expect(info).toMatchObject({ name: 'text.txt', path: '/home/user/a/b/text.txt' })
      expect(await sandbox.files.read('a/b/text.txt')).toBe('grüße')
      expect(await sandbox.files.read('/home/user/a/b/text.txt')).toBe('grüße')
      expect(await sandbox.files.read('~/a/b/text.txt')).toBe('grüße')
      const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
      await sandbox.files.write('bytes', new Blob([bytes]))
      expect(await sandbox.files.read('bytes', { format: 'bytes' })).toEqual(bytes)
    })

    it('may be empty, and have odd names', async () => {
      for (const path of [
        'empty',
        'with space',
        'ünïcode ☃',
        'qu"ote',
        'per%20cent',
        "apo'strophe",
      ]) {
        await sandbox.files.write(`odd/${path}`, '')
        expect(await sandbox.files.read(`odd/${path}`)).toBe('')
      }
      const names = (await sandbox.files.list('odd')).map((entry) => entry.name)
      expect(names).toContain('qu"ote')
      expect(names).toContain('per%20cent')
    })

    it('are written many at a time, and overwritten', async () => {
      const files = Array.from({ length: 40 }, (_, at) => ({
        path: `many/${at}.txt`,
        data: `${at}`,
      }))
      expect(await sandbox.files.write(files)).toHaveLength(40)
      expect(await output('cat many/*.txt | wc -c')).toBe('70')
      await sandbox.files.write('many/0.txt', 'longer than before')
      await sandbox.files.write('many/0.txt', 'short')
      expect(await sandbox.files.read('many/0.txt')).toBe('short')
    })

    it('are streamed when they are big, packed or not', async () => {
      const data = randomBytes(12 * 1024 * 1024)
      const digest = createHash('sha256').update(data).digest('hex')
      await sandbox.files.write('big', new Blob([data]))
      expect(await output('sha256sum big | cut -d" " -f1')).toBe(digest)
      const stream = await sandbox.files.read('big', { format: 'stream' })
      const hash = createHash('sha256')
      for await (const chunk of stream) hash.update(chunk)
      expect(hash.digest('hex')).toBe(digest)
      await sandbox.files.write('packed', new Blob([data]).stream(), { gzip: true })
      expect(await output('sha256sum packed | cut -d" " -f1')).toBe(digest)
      const back = await sandbox.files.read('packed', { format: 'bytes', gzip: true })
      expect(createHash('sha256').update(back).digest('hex')).toBe(digest)
    })

    it('that are missing or folders say so', async () => {
      await sandbox.files.makeDir('folder')
      await expect(sandbox.files.read('nothing-here')).rejects.toThrow(FileNotFoundError)
      await expect(sandbox.files.read('folder')).rejects.toThrow(InvalidArgumentError)
      await expect(sandbox.files.list('nothing-here')).rejects.toThrow(FileNotFoundError)
      await expect(sandbox.files.getInfo('nothing-here')).rejects.toThrow(FileNotFoundError)
      await expect(sandbox.files.rename('nothing-here', 'x')).rejects.toThrow(FileNotFoundError)
      await expect(sandbox.files.write('folder', 'x')).rejects.toThrow(InvalidArgumentError)
      expect(await sandbox.files.exists('nothing-here')).toBe(false)
    })

    it('have folders that are made, listed, renamed and removed', async () => {
      expect(await sandbox.files.makeDir('tree/one/two')).toBe(true)
      expect(await sandbox.files.makeDir('tree/one/two')).toBe(false)
      await sandbox.files.write('tree/one/two/leaf.txt', 'leaf')
      const flat = await sandbox.files.list('tree')
      expect(flat.map(({ path, type }) => [path, type])).toEqual([['/home/user/tree/one', 'dir']])
      const deep = await sandbox.files.list('tree', { depth: 3 })
      expect(deep.map(({ path }) => path).sort()).toEqual([
        '/home/user/tree/one',
        '/home/user/tree/one/two',
        '/home/user/tree/one/two/leaf.txt',
      ])
      const moved = await sandbox.files.rename('tree/one/two/leaf.txt', 'tree/leaf.md')
      expect(moved).toMatchObject({
        name: 'leaf.md',
        path: '/home/user/tree/leaf.md',
        type: 'file',
      })
      expect(await sandbox.files.exists('tree/one/two/leaf.txt')).toBe(false)
      await sandbox.files.remove('tree')
      expect(await sandbox.files.exists('tree')).toBe(false)
    })

    it('are described, links too', async () => {
      await sandbox.files.write('described.sh', 'true\n')
      await sandbox.commands.run('chmod 750 described.sh && ln -s described.sh link')
      expect(await sandbox.files.getInfo('described.sh')).toMatchObject({
        name: 'described.sh',
        type: 'file',
        size: 5,
        mode: 0o750,
        permissions: '-rwxr-x---',
        owner: 'user',
        group: 'user',
      })
      const link = await sandbox.files.getInfo('link')
      expect(link.symlinkTarget).toBe('/home/user/described.sh')
      expect(link.modifiedTime?.getTime()).toBeGreaterThan(Date.now() - 60_000)
    })
  })

  describe('watching', () => {
    const eventsOf = async (folder: string, recursive: boolean) => {
      const events: FilesystemEvent[] = []
      const handle = await sandbox.files.watchDir(folder, (event) => void events.push(event), {
        recursive,
        timeoutMs: 0,
      })
      const seen = (name: string, type: string) =>
        until(
          () => events.some((event) => event.name === name && event.type === type),
          `${type} of ${name}`,
        )
      return { events, handle, seen }
    }

    it('tells of files that are made, written, renamed and removed', async () => {
      await sandbox.files.write('watched/before.txt', 'a')
      const { seen, handle } = await eventsOf('watched', false)
      await sandbox.files.write('watched/new.txt', 'a')
      await seen('new.txt', 'create')
      await sandbox.files.write('watched/before.txt', 'changed')
      await seen('before.txt', 'write')
      await sandbox.files.rename('watched/new.txt', 'watched/renamed.txt')
      await seen('new.txt', 'rename')
      await seen('renamed.txt', 'create')
      await sandbox.commands.run('chmod 600 watched/renamed.txt')
      await seen('renamed.txt', 'chmod')
      await sandbox.files.remove('watched/renamed.txt')
      await seen('renamed.txt', 'remove')
      await handle.stop()
    })

    it('goes into folders, new ones too, when it is recursive', async () => {
      await sandbox.files.write('deep/one/old.txt', 'a')
      const { events, seen, handle } = await eventsOf('deep', true)
      await sandbox.files.write('deep/one/old.txt', 'b')
      await seen('one/old.txt', 'write')
      await sandbox.files.write('deep/two/three/new.txt', 'c')
      await seen('two/three/new.txt', 'create')
      await handle.stop()
      const before = events.length
      await sandbox.files.write('deep/one/old.txt', 'd')
      await sandbox.commands.run('true')
      expect(events).toHaveLength(before)
    })

    it('ends with its time, and refuses what is no folder', async () => {
      await sandbox.files.makeDir('short-watch')
      const ended = new Promise<Error | undefined>((resolve) => {
        void sandbox.files.watchDir('short-watch', () => undefined, {
          timeoutMs: 300,
          onExit: (error) => resolve(error),
        })
      })
      expect(await ended).toBeInstanceOf(TimeoutError)
      await expect(sandbox.files.watchDir('nothing-here', () => undefined)).rejects.toThrow(
        FileNotFoundError,
      )
    })
  })

  describe('commands', () => {
    it('give back what they print and how they end', async () => {
      const result = await sandbox.commands.run('echo out; echo err >&2')
      expect(result).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' })
      const failed = await sandbox.commands.run('echo before; exit 3').catch((error) => error)
      expect(failed).toBeInstanceOf(CommandExitError)
      expect(failed).toMatchObject({ exitCode: 3, stdout: 'before\n' })
    })

    it('find their folder, their environment, and the user', async () => {
      expect(await output('whoami', {})).toMatch(/^\w+$/)
      expect(await output('basename "$PWD"', { cwd: 'folder' })).toBe('folder')
      expect(await output('basename "$PWD"', { cwd: '/home/user/folder' })).toBe('folder')
      expect(await output('echo "$GREETING $WHO"', { envs: { WHO: 'you' } })).toBe('hello you')
      expect(
        await output('cd; pwd -P; cd "$HOME"; pwd -P').then((text) => text.split('\n')),
      ).toSatisfy(([one, other]: string[]) => one === other)
      await expect(sandbox.commands.run('true', { cwd: 'no/such' })).rejects.toThrow(
        InvalidArgumentError,
      )
    })

    itEmbedded('refuses to become another user', async () => {
      await expect(sandbox.commands.run('id', { user: 'root' })).rejects.toThrow(
        InvalidArgumentError,
      )
      await expect(sandbox.files.read('a', { user: 'root' })).rejects.toThrow(InvalidArgumentError)
    })

    itEmbedded('find node and bun', async () => {
      expect(await output('node --version')).toMatch(/^v\d+/)
      expect(await output('bun --version')).toMatch(/^\d+\./)
    })

    it('stream what they print, whole characters only', async () => {
      const pieces: string[] = []
      const command = await sandbox.commands.run(
        `printf 'gr\\303'; read -r line; printf '\\274\\303\\237e %s' "$line"`,
        { background: true, stdin: true, onStdout: (text) => void pieces.push(text) },
      )
      await until(() => pieces.join('') === 'gr', 'the first half')
      await sandbox.commands.sendStdin(command.pid, 'you\n')
      expect((await command.wait()).stdout).toBe('grüße you')
    })

    it('print megabytes without a loss', async () => {
      const result = await sandbox.commands.run('seq 1 700000 | tee numbers; exit 0')
      expect(result.stdout.length).toBe(Number(await output('wc -c < numbers')))
    })

    it('take input until it is closed', async () => {
      const command = await sandbox.commands.run('wc -c', { background: true, stdin: true })
      await command.sendStdin('12345')
      await command.sendStdin('678')
      await command.closeStdin()
      expect((await command.wait()).stdout.trim()).toBe('8')
      const none = await sandbox.commands.run('wc -c')
      expect(none.stdout.trim()).toBe('0')
    })

    it('run in the background: listed, connected to, killed', async () => {
      const command = await sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
      const listed = (await sandbox.commands.list()).find(({ pid }) => pid === command.pid)
      expect(listed).toMatchObject({ cmd: '/bin/bash', args: ['-l', '-c', 'sleep 600'] })
      await command.disconnect()
      const again = await sandbox.commands.connect(command.pid, { timeoutMs: 0 })
      expect(await sandbox.commands.kill(command.pid)).toBe(true)
      await expect(again.wait()).rejects.toThrow(CommandExitError)
      expect(await sandbox.commands.kill(command.pid)).toBe(false)
      expect((await sandbox.commands.list()).map(({ pid }) => pid)).not.toContain(command.pid)
    })

    it('live on when their client goes away', async () => {
      const command = await sandbox.commands.run('sleep 0.3; echo done > gone.txt', {
        background: true,
      })
      await command.disconnect()
      await until(() => sandbox.files.exists('gone.txt'), 'the command to finish')
    })

    it('can be connected to after their end', async () => {
      const command = await sandbox.commands.run('exit 4', { background: true })
      await command.wait().catch(() => undefined)
      const late = await sandbox.commands.connect(command.pid)
      await expect(late.wait()).rejects.toMatchObject({ exitCode: 4 })
    })

    itEmbedded('are killed with all that they started when their time is over', async () => {
      const late = sandbox.commands.run('sleep 601 & sleep 602', { timeoutMs: 400 })
      await expect(late).rejects.toThrow(TimeoutError)
      await until(
        async () => (await output('pgrep -f "sleep 60[12]$" || true')) === '',
        'their end',
      )
    })

    it('run side by side', async () => {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, at) => output(`sleep 0.0${at % 10}; echo ${at}`)),
      )
      expect(results).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`))
    })
  })
})
