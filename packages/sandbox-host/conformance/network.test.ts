import { randomBytes } from 'node:crypto'
import { type Sandbox, SandboxNotFoundError, Secret } from 'e2b'
import { expect } from 'vitest'
import { conformance } from './suite.ts'

/** Prints the proxy's status for an unknown name: 403 if the rules deny it, else 502. */
const askScript = `node -e '
  const proxy = new URL(process.env.HTTP_PROXY)
  require("http").get({ host: proxy.hostname, port: proxy.port, path: "http://nobody.invalid/" }, (answer) => {
    console.log(answer.statusCode)
    process.exit()
  })'`

conformance('network rules', (kit) => {
  const { it, itConfined, itEmbedded, itPlain, create } = kit
  const ask = async (sandbox: Sandbox) => Number((await sandbox.commands.run(askScript)).stdout)

  it("can't be set for an unknown sandbox", async () => {
    const dead = await create()
    await dead.kill()
    await expect(dead.updateNetwork({})).rejects.toThrow(/404|400|not found/)
  })

  itConfined('apply from the start, and are returned', async () => {
    const network = { allowOut: ['*.Invalid', '203.0.113.0/24'], denyOut: ['0.0.0.0/0'] }
    const sandbox = await create({ network })
    expect(await ask(sandbox)).toBe(502)
    const info = await sandbox.getInfo()
    expect(info.network).toMatchObject({
      allowOut: ['*.invalid', '203.0.113.0/24'],
      denyOut: ['0.0.0.0/0'],
    })
    await sandbox.kill()
    const cutOff = await create({ allowInternetAccess: false })
    expect(await ask(cutOff)).toBe(403)
    expect((await cutOff.getInfo()).network?.denyOut).toEqual(['0.0.0.0/0'])
    await cutOff.kill()
    const open = await create({ allowInternetAccess: true })
    expect(await ask(open)).toBe(502)
    expect((await open.getInfo()).allowInternetAccess).toBe(true)
    await open.kill()
  })

  itConfined('can be replaced while the sandbox runs, and outlive a pause', async () => {
    const sandbox = await create()
    expect(await ask(sandbox)).toBe(403)
    await sandbox.updateNetwork({ allowOut: ['nobody.invalid'] })
    expect(await ask(sandbox)).toBe(502)
    await sandbox.pause({ keepMemory: false })
    await expect(sandbox.updateNetwork({})).rejects.toThrow(SandboxNotFoundError)
    await sandbox.connect()
    expect(await ask(sandbox)).toBe(502)
    await sandbox.updateNetwork({ denyOut: ['203.0.113.0/24'] })
    expect(await ask(sandbox)).toBe(403)
    await sandbox.updateNetwork({ allowInternetAccess: true })
    expect(await ask(sandbox)).toBe(502)
    await sandbox.kill()
  })

  itConfined(
    'rule 16.11: put headers in where the sandbox trusts it, and keep the key out',
    async () => {
      const key = `sk-${randomBytes(8).toString('hex')}`
      const { options } = kit.access
      const { name } = await Secret.create(`Key-${randomBytes(4).toString('hex')}`, key, options)
      const headers = { Authorization: `Bearer ${Secret.fill(name)}` }
      const rules = { 'nobody.invalid': [{ transform: { headers } }] }
      const sandbox = await create({ network: { rules, allowOut: ['nobody.invalid'] } })
      expect((await sandbox.getInfo()).network?.rules).toEqual(rules)
      const trusted = 'console.log(require("tls").getCACertificates("extra")[0])'
      const look = async () => (await sandbox.commands.run(`node -e '${trusted}'`)).stdout
      const own = await look()
      expect(own).toMatch(/BEGIN CERTIFICATE/)
      // The name has no address, so nothing is reached.
      const https = `curl -sS --max-time 20 https://nobody.invalid/ 2>&1 || true`
      expect((await sandbox.commands.run(https)).stdout).toMatch(/502|CONNECT/)
      const everything =
        'env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>&1; cat ~/.* 2>&1; true'
      expect((await sandbox.commands.run(everything)).stdout).not.toContain(key)
      await sandbox.pause({ keepMemory: false })
      await sandbox.connect()
      expect(await look()).toBe(own)
      await sandbox.updateNetwork({ allowOut: ['nobody.invalid'] })
      expect((await sandbox.getInfo()).network?.rules).toBeUndefined()
      await sandbox.kill()
      await expect(kit.sandbox.updateNetwork({ rules })).rejects.toThrow(
        /give rules at the creation/,
      )
      await Secret.destroy(name, options)
    },
  )

  itEmbedded(
    'rule 18.8: secrets are kept, renewed, listed and removed, and never read back',
    async () => {
      const { options } = kit.access
      const named = `Secret-${randomBytes(4).toString('hex')}`
      const made = await Secret.create(named, 'first', { ...options, metadata: { of: 'a test' } })
      expect(made).toMatchObject({
        name: named.toLowerCase(),
        version: 1,
        metadata: { of: 'a test' },
      })
      expect(await Secret.update(named, 'second', options)).toMatchObject({ version: 2 })
      expect(await Secret.getInfo(made.secretId, options)).toMatchObject({ name: made.name })
      await expect(Secret.create(named, 'again', options)).rejects.toThrow(/exists already/)
      const pages = Secret.list({ ...options, limit: 1 })
      const found: object[] = []
      while (pages.hasNext) found.push(...(await pages.nextItems()))
      expect(found).toContainEqual(expect.objectContaining({ secretId: made.secretId }))
      expect(JSON.stringify(found)).not.toMatch(/first|second/)
      expect(await Secret.exists(named, options)).toBe(true)
      expect(await Secret.destroy(named, options)).toBe(true)
      expect(await Secret.destroy(named, options)).toBe(false)
      expect(await Secret.exists(named, options)).toBe(false)
    },
  )

  itPlain('are refused where nothing enforces them', async () => {
    const refused = [
      () => create({ network: { allowOut: ['a.example'] } }),
      () => create({ allowInternetAccess: false }),
      () => create({ network: { rules: { 'a.example': [{}] } } }),
      () => kit.sandbox.updateNetwork({ denyOut: ['10.0.0.0/8'] }),
    ]
    for (const each of refused) await expect(each()).rejects.toThrow(/^400: .*confine sandboxes/s)
  })
})
