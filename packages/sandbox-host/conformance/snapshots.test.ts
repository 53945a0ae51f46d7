import { Sandbox, SandboxNotFoundError } from 'e2b'
import { expect } from 'vitest'
import { conformance } from './suite.ts'

conformance('snapshots and forks', (kit) => {
  const { it, itEmbedded, create } = kit

  it("rule 18.3: keep a sandbox's files, also after its end", async () => {
    const sandbox = await create()
    await sandbox.files.write('made.txt', 'made', { metadata: { by: 'hand' } })
    await sandbox.commands.run(
      'rm app/hello.txt; mv app moved; ln -s made.txt link; chmod 700 made.txt',
    )
    const snapshot = await sandbox.createSnapshot()
    await sandbox.files.write('made.txt', 'later')
    expect(await sandbox.isRunning()).toBe(true)
    await sandbox.kill()

    const copy = await Sandbox.create(snapshot.snapshotId, kit.access.options)
    expect(await copy.files.read('link')).toBe('made')
    const info = await copy.files.getInfo('made.txt')
    expect(info).toMatchObject({ mode: 0o700, owner: 'user', metadata: { by: 'hand' } })
    expect(await copy.files.exists('app')).toBe(false)
    expect(await copy.files.list('moved')).toEqual([])
    await copy.files.write('made.txt', 'changed in the copy')
    expect((await copy.commands.run('cat made.txt')).stdout).toBe('changed in the copy')

    const second = await copy.createSnapshot()
    expect(await Sandbox.deleteSnapshot(snapshot.snapshotId, kit.access.options)).toBe(true)
    expect(await Sandbox.deleteSnapshot(snapshot.snapshotId, kit.access.options)).toBe(false)
    await expect(Sandbox.create(snapshot.snapshotId, kit.access.options)).rejects.toThrow(/404/)
    // Its sandboxes live on and can be snapshotted.
    expect(await copy.files.read('link')).toBe('changed in the copy')
    const third = await Sandbox.create(second.snapshotId, kit.access.options)
    expect(await third.files.read('link')).toBe('changed in the copy')
    await Promise.all([copy.kill(), third.kill()])
    await Sandbox.deleteSnapshot(second.snapshotId, kit.access.options)
  })

  it('are listed in pages, and a name moves to the newest snapshot', async () => {
    const sandbox = await create()
    const name = `named-${sandbox.sandboxId}`
    await sandbox.files.write('which.txt', 'first')
    const first = await sandbox.createSnapshot({ name })
    expect(first.names).toEqual([expect.stringContaining(name)])
    await sandbox.files.write('which.txt', 'second')
    const second = await sandbox.createSnapshot({ name })
    const unnamed = await sandbox.createSnapshot()
    const pages = sandbox.listSnapshots({ limit: 1 })
    const found: string[] = []
    while (pages.hasNext) for (const each of await pages.nextItems()) found.push(each.snapshotId)
    expect(found.sort()).toEqual([second.snapshotId, unnamed.snapshotId].sort())
    const copy = await Sandbox.create(name, kit.access.options)
    expect(await copy.files.read('which.txt')).toBe('second')
    await Promise.all([copy.kill(), sandbox.kill()])
    for (const id of found) await Sandbox.deleteSnapshot(id, kit.access.options)
  })

  it('rule 18.3: fork into independent copies', async () => {
    const sandbox = await create({ metadata: { who: 'parent' }, envs: { GREETING: 'hi' } })
    await sandbox.files.write('shared.txt', 'before', { metadata: { a: 'b' } })
    const forks = await sandbox.fork({ count: 3, timeoutMs: 60_000 })
    const [one, two, three] = forks.map((fork) => {
      if (fork instanceof Error) throw fork
      return fork
    })
    if (!one || !two || !three) throw new Error('three were asked for')
    await one.files.write('shared.txt', 'one')
    await sandbox.files.write('shared.txt', 'parent')
    await sandbox.kill()
    expect(await two.files.read('shared.txt')).toBe('before')
    expect((await two.files.getInfo('shared.txt')).metadata).toEqual({ a: 'b' })
    expect((await three.commands.run('cat shared.txt; echo $GREETING')).stdout).toBe('beforehi\n')
    const info = await one.getInfo()
    expect(info).toMatchObject({ templateId: kit.access.template, metadata: { who: 'parent' } })
    const again = await one.fork()
    const [grandchild] = again
    if (!(grandchild instanceof Sandbox)) throw new Error('one was asked for')
    await one.kill()
    expect(await grandchild.files.read('shared.txt')).toBe('one')
    await Promise.all([two.kill(), three.kill(), grandchild.kill()])
  })

  it('of an unknown or paused sandbox are refused', async () => {
    const sandbox = await create()
    await sandbox.pause()
    await expect(sandbox.createSnapshot()).rejects.toThrow(/^409/)
    await expect(sandbox.fork()).rejects.toThrow(/^409/)
    await sandbox.kill()
    await expect(sandbox.createSnapshot()).rejects.toThrow(SandboxNotFoundError)
    await expect(sandbox.fork()).rejects.toThrow(SandboxNotFoundError)
  })

  itEmbedded("don't have the processes", async () => {
    const sandbox = await create()
    const running = await sandbox.commands.run('sleep 600', { background: true, timeoutMs: 0 })
    const [fork] = await sandbox.fork()
    if (!(fork instanceof Sandbox)) throw new Error('one was asked for')
    expect(await fork.commands.list()).toEqual([])
    expect((await sandbox.commands.list()).map(({ pid }) => pid)).toContain(running.pid)
    await Promise.all([fork.kill(), sandbox.kill()])
  })
})
