import { createHash, randomBytes } from 'node:crypto'
import { FileNotFoundError, InvalidArgumentError } from 'e2b'
import { expect } from 'vitest'
import { until } from '../testing/until.ts'
import { conformance } from './suite.ts'

conformance('files', (kit) => {
  const { it, output, create } = kit

  it('every read of a file that is constantly overwritten returns', async () => {
    // Seen failing: truncated between stat and read, and the client waited forever.
    const sandbox = await create()
    await sandbox.commands.run('while true; do echo some words > often; done', {
      background: true,
      timeoutMs: 0,
    })
    await until(() => sandbox.files.exists('often'), 'the file')
    for (let time = 0; time < 200; time++)
      expect(['', 'some words\n']).toContain(await sandbox.files.read('often'))
    await sandbox.kill()
  })

  it('the read of a big file that is cut in the meantime breaks off', async () => {
    await kit.sandbox.commands.run('truncate -s 64M shrinking')
    const reader = (await kit.sandbox.files.read('shrinking', { format: 'stream' })).getReader()
    expect((await reader.read()).done).toBe(false)
    await kit.sandbox.commands.run('truncate -s 1M shrinking')
    const drain = async () => {
      while (!(await reader.read()).done);
    }
    await expect(drain()).rejects.toThrow()
  })

  it('are written and read as text and as bytes', async () => {
    const info = await kit.sandbox.files.write('a/b/text.txt', 'grüße')
    expect(info).toMatchObject({ name: 'text.txt', path: '/home/user/a/b/text.txt' })
    expect(await kit.sandbox.files.read('a/b/text.txt')).toBe('grüße')
    expect(await kit.sandbox.files.read('/home/user/a/b/text.txt')).toBe('grüße')
    expect(await kit.sandbox.files.read('~/a/b/text.txt')).toBe('grüße')
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    await kit.sandbox.files.write('bytes', new Blob([bytes]))
    expect(await kit.sandbox.files.read('bytes', { format: 'bytes' })).toEqual(bytes)
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
      await kit.sandbox.files.write(`odd/${path}`, '')
      expect(await kit.sandbox.files.read(`odd/${path}`)).toBe('')
    }
    const names = (await kit.sandbox.files.list('odd')).map((entry) => entry.name)
    expect(names).toContain('qu"ote')
    expect(names).toContain('per%20cent')
  })

  it('are written many at a time, and overwritten', async () => {
    const files = Array.from({ length: 40 }, (_, at) => ({
      path: `many/${at}.txt`,
      data: `${at}`,
    }))
    expect(await kit.sandbox.files.write(files)).toHaveLength(40)
    expect(await output('cat many/*.txt | wc -c')).toBe('70')
    await kit.sandbox.files.write('many/0.txt', 'longer than before')
    await kit.sandbox.files.write('many/0.txt', 'short')
    expect(await kit.sandbox.files.read('many/0.txt')).toBe('short')
  })

  it('are streamed when they are big, compressed or not', async () => {
    const data = randomBytes(12 * 1024 * 1024)
    const digest = createHash('sha256').update(data).digest('hex')
    await kit.sandbox.files.write('big', new Blob([data]))
    expect(await output('sha256sum big | cut -d" " -f1')).toBe(digest)
    const stream = await kit.sandbox.files.read('big', { format: 'stream' })
    const hash = createHash('sha256')
    for await (const chunk of stream) hash.update(chunk)
    expect(hash.digest('hex')).toBe(digest)
    await kit.sandbox.files.write('packed', new Blob([data]).stream(), { gzip: true })
    expect(await output('sha256sum packed | cut -d" " -f1')).toBe(digest)
    const back = await kit.sandbox.files.read('packed', { format: 'bytes', gzip: true })
    expect(createHash('sha256').update(back).digest('hex')).toBe(digest)
  })

  it('that are missing, or are folders, give an error that says so', async () => {
    await kit.sandbox.files.makeDir('folder')
    await expect(kit.sandbox.files.read('nothing-here')).rejects.toThrow(FileNotFoundError)
    await expect(kit.sandbox.files.read('folder')).rejects.toThrow(InvalidArgumentError)
    await expect(kit.sandbox.files.list('nothing-here')).rejects.toThrow(FileNotFoundError)
    await expect(kit.sandbox.files.getInfo('nothing-here')).rejects.toThrow(FileNotFoundError)
    await expect(kit.sandbox.files.rename('nothing-here', 'x')).rejects.toThrow(FileNotFoundError)
    await expect(kit.sandbox.files.write('folder', 'x')).rejects.toThrow(InvalidArgumentError)
    expect(await kit.sandbox.files.exists('nothing-here')).toBe(false)
  })

  it('are in folders that can be made, listed, renamed and removed', async () => {
    expect(await kit.sandbox.files.makeDir('tree/one/two')).toBe(true)
    expect(await kit.sandbox.files.makeDir('tree/one/two')).toBe(false)
    await kit.sandbox.files.write('tree/one/two/leaf.txt', 'leaf')
    const flat = await kit.sandbox.files.list('tree')
    expect(flat.map(({ path, type }) => [path, type])).toEqual([['/home/user/tree/one', 'dir']])
    const deep = await kit.sandbox.files.list('tree', { depth: 3 })
    expect(deep.map(({ path }) => path).sort()).toEqual([
      '/home/user/tree/one',
      '/home/user/tree/one/two',
      '/home/user/tree/one/two/leaf.txt',
    ])
    const moved = await kit.sandbox.files.rename('tree/one/two/leaf.txt', 'tree/leaf.md')
    expect(moved).toMatchObject({
      name: 'leaf.md',
      path: '/home/user/tree/leaf.md',
      type: 'file',
    })
    expect(await kit.sandbox.files.exists('tree/one/two/leaf.txt')).toBe(false)
    await kit.sandbox.files.remove('tree')
    expect(await kit.sandbox.files.exists('tree')).toBe(false)
  })

  it('are described by getInfo, links too', async () => {
    await kit.sandbox.files.write('described.sh', 'true\n')
    await kit.sandbox.commands.run('chmod 750 described.sh && ln -s described.sh link')
    expect(await kit.sandbox.files.getInfo('described.sh')).toMatchObject({
      name: 'described.sh',
      type: 'file',
      size: 5,
      mode: 0o750,
      permissions: '-rwxr-x---',
      owner: 'user',
      group: 'user',
    })
    const link = await kit.sandbox.files.getInfo('link')
    expect(link.symlinkTarget).toBe('/home/user/described.sh')
    expect(link.modifiedTime?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  })
})
