import { randomBytes } from 'node:crypto'
import { AuthenticationError, Sandbox, SandboxNotFoundError, TimeoutError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance('a sandbox', (kit) => {
  const { it, itEmbedded, create } = kit

  it('is created, described and running', async () => {
    const info = await kit.sandbox.getInfo()
    expect(info.sandboxId).toBe(kit.sandbox.sandboxId)
    expect(info.sandboxId).toMatch(/^[a-z0-9]+$/)
    expect(info.state).toBe('running')
    expect(info.endAt.getTime()).toBeGreaterThan(Date.now() + 60_000)
    expect(await kit.sandbox.isRunning()).toBe(true)
    expect(kit.sandbox.getHost(5173)).toContain(`5173-${kit.sandbox.sandboxId}.`)
  })

  it('can be listed by metadata, also with odd characters, in pages', async () => {
    const metadata = { group: `a&b=c% ü${randomBytes(4).toString('hex')}` }
    const made = await Promise.all([create({ metadata }), create({ metadata })])
    const pages = Sandbox.list({ ...kit.access.options, query: { metadata }, limit: 1 })
    const found: string[] = []
    while (pages.hasNext)
      for (const item of await pages.nextItems()) {
        expect(item.metadata).toEqual(metadata)
        found.push(item.sandboxId)
      }
    expect(found.sort()).toEqual(made.map(({ sandboxId }) => sandboxId).sort())
    const none = Sandbox.list({ ...kit.access.options, query: { metadata: { group: 'other' } } })
    expect(await none.nextItems()).toEqual([])
    await Promise.all(made.map((each) => each.kill()))
  })

  it('can be connected to by a second client', async () => {
    const second = await Sandbox.connect(kit.sandbox.sandboxId, kit.access.options)
    await second.files.write('shared.txt', 'from the second')
    expect(await kit.sandbox.files.read('shared.txt')).toBe('from the second')
  })

  it('lives longer, never shorter, after a connect', async () => {
    const short = await create({ timeoutMs: 120_000 })
    const before = (await short.getInfo()).endAt.getTime()
    await Sandbox.connect(short.sandboxId, { ...kit.access.options, timeoutMs: 1_000 })
    expect((await short.getInfo()).endAt.getTime()).toBe(before)
    await Sandbox.connect(short.sandboxId, { ...kit.access.options, timeoutMs: 600_000 })
    expect((await short.getInfo()).endAt.getTime()).toBeGreaterThan(before + 300_000)
    await short.kill()
  })

  it('is killed after its timeout', async () => {
    const short = await create()
    await short.setTimeout(1_000)
    await until(async () => !(await short.isRunning()), 'the end of its time')
    await expect(short.getInfo()).rejects.toThrow(SandboxNotFoundError)
  })

  it('can be killed once, and is unknown after that', async () => {
    const short = await create()
    expect(await short.kill()).toBe(true)
    expect(await short.kill()).toBe(false)
    expect(await short.isRunning()).toBe(false)
    await expect(short.setTimeout(1_000)).rejects.toThrow(SandboxNotFoundError)
    await expect(short.connect()).rejects.toThrow(SandboxNotFoundError)
    await expect(short.files.read('a')).rejects.toThrow(TimeoutError)
    await expect(short.commands.run('true')).rejects.toThrow(SandboxNotFoundError)
  })

  it('reports its kill to a client with a running call', async () => {
    const short = await create()
    const command = await short.commands.run('sleep 600', { background: true })
    await short.kill()
    await expect(command.wait()).rejects.toThrow(TimeoutError)
  })

  it('needs the right API key', async () => {
    const wrong = { ...kit.access.options, apiKey: 'e2b_0000000000000000000000000000000000000000' }
    await expect(Sandbox.create(kit.access.template, wrong)).rejects.toThrow(AuthenticationError)
  })

  it('needs a known template', async () => {
    await expect(Sandbox.create('no-such-template', kit.access.options)).rejects.toThrow(/404|403/)
  })

  itEmbedded("rule 18.4: refuses what the host can't do, and says so", async () => {
    const refused = [
      () =>
        create({ network: { rules: { 'a.example': [{ transform: { headers: { a: 'b' } } }] } } }),
      () => create({ network: { egressProxy: { address: 'proxy.example:1080' } } }),
      () => create({ network: { allowPublicTraffic: false } }),
      () => create({ network: { httpsPorts: [3000] } }),
      () => create({ network: { denyOut: ['names-can-only-be-allowed.example'] } }),
      () => create({ volumeMounts: { '/data': 'disk' } }),
      () => create({ mcp: {} }),
    ]
    for (const each of refused) await expect(each()).rejects.toThrow(/^400: .*not support/s)
  })
})
