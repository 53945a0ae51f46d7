/** The host and other sandboxes must be unaffected. */
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import {
  CommandExitError,
  FileNotFoundError,
  InvalidArgumentError,
  NotEnoughSpaceError,
  Sandbox,
  SandboxNotFoundError,
  TimeoutError,
} from 'e2b'
import { afterEach, expect } from 'vitest'
import { daemonMemory } from '../testing/daemon-memory.ts'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

const mib = 2 ** 20

conformance('bad input', (kit) => {
  const { it, itEmbedded, itConfined, create, output } = kit

  afterEach(async () => {
    // The shared sandbox must still work.
    if (kit.target.skip === undefined) expect(await output('echo alive')).toBe('alive')
  })

  it('an unknown id gives the error of a sandbox that has ended', async () => {
    const options = kit.access.options
    for (const id of ['never0given0never0given', 'x', '0'.repeat(64)]) {
      await expect(Sandbox.connect(id, options)).rejects.toThrow(SandboxNotFoundError)
      await expect(Sandbox.getInfo(id, options)).rejects.toThrow(SandboxNotFoundError)
      expect(await Sandbox.kill(id, options)).toBe(false)
      await expect(Sandbox.pause(id, options)).rejects.toThrow(SandboxNotFoundError)
    }
  })

  it('every call on a killed sandbox says that it is gone', async () => {
    const dead = await create()
    await dead.kill()
    await expect(dead.files.write('a', 'b')).rejects.toThrow(TimeoutError)
    await expect(dead.files.list('.')).rejects.toThrow(TimeoutError)
    await expect(dead.files.watchDir('.', () => undefined)).rejects.toThrow(SandboxNotFoundError)
    await expect(dead.pty.create({ cols: 9, rows: 9, onData: () => {} })).rejects.toThrow(
      SandboxNotFoundError,
    )
    await expect(dead.getMetrics()).rejects.toThrow(SandboxNotFoundError)
    await expect(dead.createSnapshot()).rejects.toThrow(SandboxNotFoundError)
  })

  itEmbedded("half-open sockets don't affect other clients", async () => {
    const url = new URL(kit.access.options.sandboxUrl ?? '')
    const heads = [
      '',
      'GET /health HT',
      'POST /files?path=x HTTP/1.1\r\nContent-Length: 1000\r\n',
      `POST /files?path=x HTTP/1.1\r\nHost: x\r\nE2b-Sandbox-Id: ${kit.sandbox.sandboxId}\r\nE2b-Sandbox-Port: 49983\r\nContent-Length: 1000\r\n\r\nhalf`,
    ]
    const sockets = Array.from({ length: 200 }, (_, at) => {
      const socket = net.connect(Number(url.port), url.hostname)
      socket.on('error', () => undefined)
      socket.write(heads[at % heads.length] ?? '')
      return socket
    })
    const results = await Promise.all(Array.from({ length: 20 }, (_, at) => output(`echo ${at}`)))
    expect(results).toEqual(Array.from({ length: 20 }, (_, at) => `${at}`))
    for (const socket of sockets) socket.destroy()
  })

  it.each([
    { how: 'of a form', options: {}, bytes: 8 * mib },
    { how: 'of bare bytes', options: { useOctetStream: true }, bytes: 8 * mib },
    { how: 'packed', options: { gzip: true }, bytes: 8 * mib },
    { how: 'of few bytes', options: { useOctetStream: true }, bytes: 3_000 },
  ])(
    'rule 18.7: an upload $how that breaks off leaves the old file, and nothing besides',
    async ({ options, bytes }) => {
      const { files } = kit.sandbox
      const old = 'old '.repeat(mib)
      await files.write('cut/file', old)
      await output('ln -s file cut/link; ln -s later cut/dangling')
      for (const name of ['file', 'link', 'dangling', 'new', 'deep/er/new']) {
        let left = 8
        const cut = new ReadableStream({
          pull(controller) {
            if (left-- > 0) controller.enqueue(new Uint8Array(randomBytes(bytes / 8)))
            else controller.error(new Error('the client went away'))
          },
        })
        await expect(files.write(`cut/${name}`, cut, options)).rejects.toThrow()
      }
      await until(
        async () => (await output('find cut -type f')) === 'cut/file',
        'what was written to be removed',
      )
      expect(await files.read('cut/file')).toBe(old)
      await files.write('cut/link', 'whole')
      expect(await output('cat cut/file; test -L cut/link && echo; readlink cut/link')).toBe(
        'whole\nfile',
      )
      await output('rm -r cut')
    },
  )

  it('rule 18.7: a big file that is replaced keeps its permissions, its link and its metadata', async () => {
    const { files } = kit.sandbox
    const big = 'x'.repeat(mib)
    await files.write('kept/file', 'small', { metadata: { is: 'old' } })
    await output('chmod 750 kept/file; ln -s file kept/link')
    await files.write('kept/link', big)
    expect(await output('stat -c %a-%s kept/file; readlink kept/link')).toBe(`750-${mib}\nfile`)
    expect((await files.getInfo('kept/file')).metadata).toBeUndefined()
    await files.write('kept/file', big, { metadata: { is: 'new' } })
    expect((await files.getInfo('kept/file')).metadata).toEqual({ is: 'new' })
    const isRefused = (await output('chmod 400 kept/file; test -w kept/file || echo no')) === 'no'
    const again = files.write('kept/file', big).then(
      () => false,
      () => true,
    )
    expect(await again).toBe(isRefused)
    await expect(files.write('kept', big)).rejects.toThrow(InvalidArgumentError)
    await output('mkfifo kept/pipe')
    await expect(files.write('kept/pipe', big)).rejects.toThrow(InvalidArgumentError)
    expect(await output('ls -A kept')).toBe('file\nlink\npipe')
  })

  itEmbedded(
    "rule 18.5: a command that prints 1 GB doesn't fill the memory of the daemon",
    { timeout: 240_000 },
    async () => {
      const noisy = await create()
      const memory = daemonMemory(kit.access.hostPid)
      let got = 0
      let isHeld = true
      let goOn = () => {}
      const held = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const command = await noisy.commands.run('head -c 1G /dev/zero; echo done > done.txt', {
        background: true,
        timeoutMs: 0,
        // A client that reads a little and then stalls.
        onStdout: async (text) => {
          got += text.length
          if (isHeld) await held
        },
      })
      await until(() => got > 0, 'the first bytes')
      expect(await output('echo meanwhile')).toBe('meanwhile')
      expect(await noisy.files.exists('done.txt')).toBe(false)
      isHeld = false
      await command.disconnect()
      goOn()
      await until(() => noisy.files.exists('done.txt'), 'the end of the command', 120_000)
      const peak = memory.stop()
      console.info(`${kit.target.name}: 1 GB printed, the daemon had ${Math.round(peak / mib)} MB`)
      expect(peak).toBeLessThan(150 * mib)
      await noisy.kill()
    },
  )

  it('an endless command ends with its timeout, or with its sandbox', async () => {
    const endless = await create()
    const late = endless.commands.run('while :; do :; done', { timeoutMs: 1_000 })
    await expect(late).rejects.toThrow(TimeoutError)
    const ignoring = "trap '' TERM INT HUP; while :; do sleep 1; done"
    const command = await endless.commands.run(ignoring, { background: true, timeoutMs: 0 })
    expect(await command.kill()).toBe(true)
    await expect(command.wait()).rejects.toThrow(CommandExitError)
    await endless.commands.run(ignoring, { background: true, timeoutMs: 0 })
    expect(await endless.kill()).toBe(true)
  })

  it('file names may have newlines, quotes and 255 bytes', async () => {
    const { files } = kit.sandbox
    const names = [
      'two\nlines',
      'tab\there',
      'a\r\nb',
      'it\'s "q" `$(x)`',
      ' lead',
      '-rf',
      'x'.repeat(255),
      'ü'.repeat(127),
    ]
    for (const name of names) {
      await files.write(`names/${name}`, name)
      expect(await files.read(`names/${name}`), name).toBe(name)
      expect((await files.getInfo(`names/${name}`)).name).toBe(name)
    }
    const listed = (await files.list('names')).map(({ name }) => name)
    expect(listed.sort()).toEqual(names.toSorted())
    await files.rename('names/two\nlines', 'names/three\nlines\n')
    await files.remove('names/three\nlines\n')
    await expect(files.write(`names/${'x'.repeat(256)}`, '')).rejects.toThrow(InvalidArgumentError)
    await expect(files.getInfo(`names/${'x'.repeat(256)}`)).rejects.toThrow(InvalidArgumentError)
    await expect(files.read('nul\0byte')).rejects.toThrow(InvalidArgumentError)
  })

  it('a tree of 200 levels can be listed, watched, moved and removed', async () => {
    const { files } = kit.sandbox
    const deep = Array.from({ length: 200 }, (_, at) => `d${at}`).join('/')
    await files.write(`deep/${deep}/leaf.txt`, 'leaf')
    const found = await files.list('deep', { depth: 300 })
    expect(found).toHaveLength(201)
    expect(found.at(-1)?.path).toBe(`/home/user/deep/${deep}/leaf.txt`)
    let seen = ''
    const handle = await files.watchDir('deep', ({ name }) => void (seen = name), {
      recursive: true,
    })
    await files.write(`deep/${deep}/leaf.txt`, 'changed')
    await until(() => seen === `${deep}/leaf.txt`, 'the event from far below')
    await handle.stop()
    await files.rename('deep', 'deeper')
    expect(await files.read(`deeper/${deep}/leaf.txt`)).toBe('changed')
    await files.remove('deeper')
    expect(await files.exists('deeper')).toBe(false)
  })

  it('links in a circle are dangling links', async () => {
    const { files } = kit.sandbox
    await output(
      'mkdir -p loop && cd loop && ln -s b a && ln -s a b && ln -s . self && ln -s .. up',
    )
    await expect(files.read('loop/a')).rejects.toThrow(InvalidArgumentError)
    await expect(files.write('loop/a', 'x')).rejects.toThrow(InvalidArgumentError)
    await expect(files.list('loop/a')).rejects.toThrow()
    const names = (await files.list('loop', { depth: 50 })).map(({ name }) => name)
    expect(names.filter((name) => name === 'self')).toHaveLength(1)
    const handle = await files.watchDir('loop', () => undefined, { recursive: true })
    await handle.stop()
    await files.remove('loop')
  })

  itConfined(
    'rule 18.5: a full disk is reported, and other sandboxes can still write',
    async () => {
      const full = await create()
      await full.commands.run('head -c 600M /dev/zero > /tmp/filling; true')
      await expect(full.files.write('/tmp/more', 'x'.repeat(mib))).rejects.toThrow(
        NotEnoughSpaceError,
      )
      await full.files.write('elsewhere.txt', 'fits')
      await full.commands.run('rm /tmp/filling')
      await full.files.write('/tmp/more', 'fits again')
      await full.kill()
    },
  )

  itEmbedded(
    'rule 18.7: an upload is refused as soon as it is too big',
    { timeout: 240_000 },
    async () => {
      const endless = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(mib)),
      })
      await kit.sandbox.files.makeDir('full')
      const write = kit.sandbox.files.write('full/endless', endless)
      await expect(write).rejects.toThrow(NotEnoughSpaceError)
      await until(async () => (await output('ls -A full')) === '', 'what was written to be removed')
    },
  )

  itEmbedded.each([
    { what: 'bytes', type: 'application/octet-stream' },
    { what: 'a form', type: 'multipart/form-data; boundary=edge' },
  ])(
    'rule 18.7: an upload of $what that announces too much is refused before it arrives',
    async ({ type }) => {
      const url = new URL(await kit.sandbox.uploadUrl('announced'))
      const client = net.connect(Number(url.port), url.hostname)
      const head = [
        `POST ${url.pathname}${url.search} HTTP/1.1`,
        `Host: ${url.host}`,
        `E2b-Sandbox-Id: ${kit.sandbox.sandboxId}`,
        'E2b-Sandbox-Port: 49983',
        `Content-Type: ${type}`,
        `Content-Length: ${600 * mib}`,
      ]
      client.write(`${head.join('\r\n')}\r\n\r\n`)
      let answer = ''
      client.on('data', (chunk) => {
        answer += String(chunk)
      })
      await until(() => answer.includes('a file is at most 536870912 bytes'), 'the refusal')
      client.destroy()
      expect(answer).toMatch(/^HTTP\/1\.1 507 /)
      expect(await kit.sandbox.files.exists('announced')).toBe(false)
    },
  )

  it('a missing file or program is reported as missing', async () => {
    await expect(kit.sandbox.files.read('not/there')).rejects.toThrow(FileNotFoundError)
    await expect(kit.sandbox.commands.run('true', { cwd: 'not/there' })).rejects.toThrow()
    await expect(kit.sandbox.commands.connect(999_999)).rejects.toThrow()
    expect(await kit.sandbox.commands.kill(999_999)).toBe(false)
    await expect(kit.sandbox.commands.sendStdin(999_999, 'x')).rejects.toThrow()
  })
})
