import { type Sandbox, SandboxNotFoundError } from 'e2b'
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
  const { it, itConfined, itPlain, create } = kit
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

  itPlain('are refused where nothing enforces them', async () => {
    const refused = [
      () => create({ network: { allowOut: ['a.example'] } }),
      () => create({ allowInternetAccess: false }),
      () => kit.sandbox.updateNetwork({ denyOut: ['10.0.0.0/8'] }),
    ]
    for (const each of refused) await expect(each()).rejects.toThrow(/^400: .*confine sandboxes/s)
  })
})
