import { InvalidArgumentError, type FilesystemEvent } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance("files' metadata", (kit) => {
  const { it } = kit
  const metadataOf = async (path: string) => (await kit.sandbox.files.getInfo(path)).metadata

  it('is written with a file, and returned with it', async () => {
    const metadata = { author: 'ada', 'x.y-z': 'with space' }
    const written = await kit.sandbox.files.write('meta/a.txt', 'a', { metadata })
    expect(written.metadata).toEqual(metadata)
    expect(await metadataOf('meta/a.txt')).toEqual(metadata)
    const many = [
      { path: 'meta/b.txt', data: 'b' },
      { path: 'meta/c.txt', data: 'c' },
    ]
    await kit.sandbox.files.write(many, { metadata: { kind: 'many' } })
    await kit.sandbox.files.write('meta/plain.txt', 'none')
    const listed = await kit.sandbox.files.list('meta')
    expect(Object.fromEntries(listed.map(({ name, metadata: of }) => [name, of]))).toEqual({
      'a.txt': metadata,
      'b.txt': { kind: 'many' },
      'c.txt': { kind: 'many' },
      'plain.txt': undefined,
    })
  })

  it('is replaced as a whole by the next write, also by one without metadata', async () => {
    await kit.sandbox.files.write('meta/r.txt', '1', { metadata: { one: '1', two: '2' } })
    await kit.sandbox.files.write('meta/r.txt', '2', { metadata: { three: '3' } })
    expect(await metadataOf('meta/r.txt')).toEqual({ three: '3' })
    await kit.sandbox.files.write('meta/r.txt', '3')
    expect(await metadataOf('meta/r.txt')).toBeUndefined()
  })

  it('stays with its file when that is moved by a call or a command, changed or removed', async () => {
    const { files, commands } = kit.sandbox
    await files.write('meta/in/m.txt', 'm', { metadata: { what: 'moved' } })
    await files.rename('meta/in/m.txt', 'meta/in/n.txt')
    expect(await metadataOf('meta/in/n.txt')).toEqual({ what: 'moved' })
    await commands.run('mv meta/in meta/out && echo more >> meta/out/n.txt')
    expect(await metadataOf('meta/out/n.txt')).toEqual({ what: 'moved' })
    await commands.run('rm meta/out/n.txt && echo new > meta/out/n.txt')
    expect(await metadataOf('meta/out/n.txt')).toBeUndefined()
  })

  it('outlives a pause without memory', async () => {
    const sandbox = await kit.create()
    await sandbox.files.write('kept.txt', 'k', { metadata: { still: 'here' } })
    await sandbox.pause({ keepMemory: false })
    await sandbox.connect()
    expect((await sandbox.files.getInfo('kept.txt')).metadata).toEqual({ still: 'here' })
    await sandbox.kill()
  })

  it('is refused if it is too big', async () => {
    const metadata = { long: 'x'.repeat(5_000) }
    await expect(kit.sandbox.files.write('meta/long.txt', '', { metadata })).rejects.toThrow(
      InvalidArgumentError,
    )
  })

  it("is part of a watch's events with includeEntry", async () => {
    await kit.sandbox.files.makeDir('entries/in')
    const events: FilesystemEvent[] = []
    const handle = await kit.sandbox.files.watchDir('entries', (event) => void events.push(event), {
      recursive: true,
      includeEntry: true,
      timeoutMs: 0,
    })
    const seen = (name: string, type: string) =>
      until(
        () => events.find((each) => each.name === name && each.type === type),
        `${type} ${name}`,
      )
    await kit.sandbox.files.write('entries/in/new.txt', '12345', { metadata: { a: 'b' } })
    await seen('in/new.txt', 'create')
    await kit.sandbox.files.write('entries/in/new.txt', '1234567', { metadata: { a: 'c' } })
    const written = await until(
      () => events.findLast((each) => each.type === 'write' && each.entry?.size === 7),
      'the new size',
    )
    expect(written.entry).toMatchObject({
      name: 'new.txt',
      path: '/home/user/entries/in/new.txt',
      type: 'file',
    })
    await kit.sandbox.files.remove('entries/in/new.txt')
    expect((await seen('in/new.txt', 'remove')).entry).toBeUndefined()
    await handle.stop()
  })
})
