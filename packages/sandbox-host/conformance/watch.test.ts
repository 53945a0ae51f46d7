import { FileNotFoundError, type FilesystemEvent, TimeoutError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance('a watch', (kit) => {
  const { it } = kit

  const eventsOf = async (folder: string, recursive: boolean) => {
    const events: FilesystemEvent[] = []
    const handle = await kit.sandbox.files.watchDir(folder, (event) => void events.push(event), {
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

  it('reports files that are made, written, renamed and removed', async () => {
    await kit.sandbox.files.write('watched/before.txt', 'a')
    const { seen, handle } = await eventsOf('watched', false)
    await kit.sandbox.files.write('watched/new.txt', 'a')
    await seen('new.txt', 'create')
    await kit.sandbox.files.write('watched/before.txt', 'changed')
    await seen('before.txt', 'write')
    await kit.sandbox.files.rename('watched/new.txt', 'watched/renamed.txt')
    await seen('new.txt', 'rename')
    await seen('renamed.txt', 'create')
    await kit.sandbox.commands.run('chmod 600 watched/renamed.txt')
    await seen('renamed.txt', 'chmod')
    await kit.sandbox.files.remove('watched/renamed.txt')
    await seen('renamed.txt', 'remove')
    await handle.stop()
  })

  it('includes folders, new ones too, if it is recursive', async () => {
    await kit.sandbox.files.write('deep/one/old.txt', 'a')
    const { events, seen, handle } = await eventsOf('deep', true)
    await kit.sandbox.files.write('deep/one/old.txt', 'b')
    await seen('one/old.txt', 'write')
    await kit.sandbox.files.write('deep/two/three/new.txt', 'c')
    await seen('two/three/new.txt', 'create')
    await handle.stop()
    const before = events.length
    await kit.sandbox.files.write('deep/one/old.txt', 'd')
    await kit.sandbox.commands.run('true')
    expect(events).toHaveLength(before)
  })

  it('rule 18.8: takes allowNetworkMounts', async () => {
    await kit.sandbox.files.makeDir('mounts')
    const options = { allowNetworkMounts: true }
    const handle = await kit.sandbox.files.watchDir('mounts', () => undefined, options)
    await handle.stop()
  })

  it('ends with its timeout, and needs a folder', async () => {
    await kit.sandbox.files.makeDir('short-watch')
    const ended = new Promise<Error | undefined>((resolve) => {
      void kit.sandbox.files.watchDir('short-watch', () => undefined, {
        timeoutMs: 300,
        onExit: (error) => resolve(error),
      })
    })
    expect(await ended).toBeInstanceOf(TimeoutError)
    await expect(kit.sandbox.files.watchDir('nothing-here', () => undefined)).rejects.toThrow(
      FileNotFoundError,
    )
  })
})
