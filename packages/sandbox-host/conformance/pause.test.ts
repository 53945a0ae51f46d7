import { Sandbox, SandboxNotFoundError, TimeoutError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance('a pause', (kit) => {
  const { it, itEmbedded, create } = kit

  const paused = async (id: string) => {
    const list = Sandbox.list({ ...kit.access.options, query: { state: ['paused'] } })
    return (await list.nextItems()).some(({ sandboxId }) => sandboxId === id)
  }

  it('rule 18.1: keeps files and processes; the sandbox is unreachable until it resumes where it was', async () => {
    const sandbox = await create({ metadata: { what: 'pause' } })
    const counting = 'n=0; while true; do n=$((n+1)); echo $n > count; sleep 0.05; done'
    const command = await sandbox.commands.run(counting, { background: true, timeoutMs: 0 })
    await until(() => sandbox.files.exists('count'), 'the count to begin')
    expect(await sandbox.pause()).toBe(true)
    expect(await sandbox.pause()).toBe(false)

    expect(await sandbox.isRunning()).toBe(false)
    expect(await paused(sandbox.sandboxId)).toBe(true)
    const info = await sandbox.getInfo()
    expect(info).toMatchObject({ state: 'paused', metadata: { what: 'pause' } })
    await expect(sandbox.files.read('count')).rejects.toThrow(TimeoutError)
    await expect(sandbox.commands.run('true')).rejects.toThrow(SandboxNotFoundError)
    await expect(sandbox.setTimeout(1_000)).rejects.toThrow(SandboxNotFoundError)
    await expect(command.wait()).rejects.toThrow(TimeoutError)

    const again = await Sandbox.connect(sandbox.sandboxId, kit.access.options)
    expect(await again.isRunning()).toBe(true)
    expect((await again.getInfo()).state).toBe('running')
    expect((await again.commands.list()).map(({ pid }) => pid)).toContain(command.pid)
    const before = Number(await again.files.read('count'))
    await until(
      async () => Number(await again.files.read('count')) > before,
      'the count to continue',
    )
    expect(await again.kill()).toBe(true)
  })

  it('rule 18.1: without memory keeps only the files', async () => {
    const sandbox = await create({ envs: { GREETING: 'still' } })
    await sandbox.files.write('kept.txt', 'kept')
    const command = await sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
    expect(await sandbox.pause({ keepMemory: false })).toBe(true)
    expect((await sandbox.getInfo()).state).toBe('paused')
    await sandbox.connect()
    expect(await sandbox.files.read('kept.txt')).toBe('kept')
    expect((await sandbox.commands.list()).map(({ pid }) => pid)).not.toContain(command.pid)
    expect((await sandbox.commands.run('echo $GREETING')).stdout).toBe('still\n')
    await sandbox.kill()
  })

  it('can be resumed without its memory: no process is left', async () => {
    const sandbox = await create()
    await sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
    await sandbox.betaPause()
    await sandbox.connect({ onResume: 'reboot' })
    expect(await sandbox.commands.list()).toEqual([])
    await sandbox.kill()
  })

  it('has no time limit, and a paused sandbox can be killed', async () => {
    const sandbox = await create({ timeoutMs: 1_000 })
    await sandbox.pause()
    const since = Date.now()
    await until(() => Date.now() > since + 1_500, 'more than its time')
    expect((await sandbox.getInfo()).state).toBe('paused')
    expect(await sandbox.kill()).toBe(true)
    expect(await sandbox.kill()).toBe(false)
    await expect(sandbox.connect()).rejects.toThrow(SandboxNotFoundError)
  })

  it('rule 18.2: comes after the timeout, if the creator asked for that', async () => {
    const sandbox = await create({ timeoutMs: 1_000, lifecycle: { onTimeout: 'pause' } })
    await sandbox.files.write('a.txt', 'a')
    await until(async () => (await sandbox.getInfo()).state === 'paused', 'the pause')
    expect((await sandbox.getInfo()).lifecycle).toEqual({ onTimeout: 'pause', autoResume: false })
    expect(await sandbox.isRunning()).toBe(false)
    await sandbox.connect({ timeoutMs: 60_000 })
    expect(await sandbox.files.read('a.txt')).toBe('a')
    await sandbox.kill()
  })

  it('rule 18.2: ends with traffic, if the creator asked for that', async () => {
    const lifecycle = { onTimeout: 'pause', autoResume: true } as const
    const sandbox = await create({ timeoutMs: 1_000, lifecycle })
    await sandbox.files.write('a.txt', 'a')
    await until(async () => (await sandbox.getInfo()).state === 'paused', 'the pause')
    expect(await sandbox.files.read('a.txt')).toBe('a')
    const info = await sandbox.getInfo()
    expect(info).toMatchObject({ state: 'running', lifecycle })
    expect(info.endAt.getTime()).toBeGreaterThan(Date.now() + 60_000)
    await sandbox.kill()
  })

  it('rule 18.8: is not ended, nor put off, by asking for its health', async () => {
    const lifecycle = { onTimeout: 'pause', autoResume: true } as const
    const sandbox = await create({ timeoutMs: 1_500, lifecycle })
    const asking = new AbortController()
    const asked = (async () => {
      while (!asking.signal.aborted) await sandbox.isRunning()
    })()
    await until(async () => (await sandbox.getInfo()).state === 'paused', 'the pause')
    for (let time = 0; time < 20; time++) expect(await sandbox.isRunning()).toBe(false)
    asking.abort()
    await asked
    expect((await sandbox.getInfo()).state).toBe('paused')
    expect((await sandbox.commands.run('echo awake')).stdout).toBe('awake\n')
    await sandbox.kill()
  })

  it('rule 18.8: a broken stream does not wake the sandbox that it belongs to', async () => {
    const lifecycle = { onTimeout: 'pause', autoResume: true } as const
    const sandbox = await create({ timeoutMs: 2_000, lifecycle })
    const command = await sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
    // The SDK asks for the health when the pause breaks the stream.
    await expect(command.wait()).rejects.toThrow()
    expect((await sandbox.getInfo()).state).toBe('paused')
    await sandbox.kill()
  })

  it('holds the time limits of commands', async () => {
    const sandbox = await create()
    const command = await sandbox.commands.run('sleep 2.5; echo done > done.txt', {
      background: true,
      timeoutMs: 4_000,
    })
    await sandbox.pause()
    const away = Date.now()
    await until(() => Date.now() > away + 4_500, 'longer than the limit', 6_000)
    await sandbox.connect()
    await until(() => sandbox.files.exists('done.txt'), 'the command to finish')
    await command.wait().catch(() => undefined)
    await sandbox.kill()
  })

  it('happens once, however many clients ask for it at once', async () => {
    const sandbox = await create()
    const asked = await Promise.all([sandbox.pause(), sandbox.pause(), sandbox.pause()])
    expect(asked.filter(Boolean)).toHaveLength(1)
    await Promise.all([sandbox.connect(), sandbox.connect(), sandbox.connect()])
    expect((await sandbox.commands.run('echo here')).stdout).toBe('here\n')
    await sandbox.kill()
  })

  itEmbedded(
    'keeps the memory of a few sandboxes; the others resume with their files only',
    async () => {
      const made = await Promise.all(Array.from({ length: 6 }, () => create()))
      for (const each of made) {
        await each.commands.run('sleep 600', { background: true, timeoutMs: 0 })
        await each.pause()
      }
      await Promise.all(made.map((each) => each.connect()))
      const left = await Promise.all(made.map(async (each) => (await each.commands.list()).length))
      expect(left).toEqual([0, 0, 1, 1, 1, 1])
      await Promise.all(made.map((each) => each.kill()))
    },
  )
})
