import { randomBytes } from 'node:crypto'
import { AuthenticationError, Sandbox, SandboxNotFoundError, Template, TimeoutError } from 'e2b'
import { expect } from 'vitest'
import { z } from 'zod'
import { until } from '../testing/until.ts'
import { defaultLimits } from '../usage/watchdog.ts'
import { conformance, type Kit } from './suite.ts'

const mib = 2 ** 20
const Size = z.object({ memoryMB: z.number(), diskSizeMB: z.number() })

async function ask({ access: { options } }: Kit, at: string): Promise<unknown> {
  const headers = { 'x-api-key': options.apiKey }
  return await (await fetch(`${options.apiUrl}${at}`, { headers })).json()
}

async function described(kit: Kit) {
  return Size.parse(await ask(kit, `/sandboxes/${kit.sandbox.sandboxId}`))
}

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

  it('rule 18.8: knows its id and its template, also after a pause and in a fork', async () => {
    const ids = 'echo $E2B_SANDBOX $E2B_SANDBOX_ID $E2B_TEMPLATE_ID'
    const sandbox = await create({ envs: { GREETING: 'hello' } })
    const idsOf = async (of: Sandbox) => (await of.commands.run(ids)).stdout.trim()
    const expected = (of: Sandbox) => `true ${of.sandboxId} ${kit.access.template}`
    expect(await idsOf(kit.sandbox)).toBe(expected(kit.sandbox))
    await sandbox.pause({ keepMemory: false })
    await sandbox.connect()
    expect(await idsOf(sandbox)).toBe(expected(sandbox))
    await sandbox.kill()
  })

  itEmbedded(
    'rule 18.8: its description and its metrics name the limits that are kept',
    async () => {
      const { memoryMB, diskSizeMB } = await described(kit)
      const metrics = await until(
        async () => (await kit.sandbox.getMetrics()).at(-1),
        'a reading',
        30_000,
      )
      expect([metrics.memTotal, metrics.diskTotal].map((each) => Math.round(each / mib))).toEqual([
        memoryMB,
        diskSizeMB,
      ])
      const { memoryBytes, diskBytes } = defaultLimits
      if (kit.target.isConfined)
        expect([memoryMB, diskSizeMB]).toEqual([memoryBytes, diskBytes].map((each) => each / mib))
      expect(Math.min(memoryMB, diskSizeMB)).toBeGreaterThan(100)
    },
  )

  itEmbedded('rule 18.8: templates can be asked for and listed', async () => {
    const { options, template } = kit.access
    expect(await Template.exists(template, options)).toBe(true)
    expect(await Template.exists('nothing-here', options)).toBe(false)
    const { snapshotId } = await kit.sandbox.createSnapshot({ name: 'kept-state' })
    expect(await Template.exists('kept-state', options)).toBe(true)
    await Sandbox.deleteSnapshot(snapshotId, options)
    expect(await Template.exists('kept-state', options)).toBe(false)
    for (const at of ['/templates', '/v2/templates?limit=1'])
      expect(await ask(kit, at)).toEqual([
        expect.objectContaining({ templateID: template, names: [template], buildStatus: 'ready' }),
      ])
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
