import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FileMetadata } from './file-metadata.ts'

const store = '.e2b-metadata.json'

async function newHome() {
  const home = await mkdtemp(join(tmpdir(), 'fegg-metadata-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  return home
}

test('rule 18.3: a copy keeps its metadata, even if its store got the inode number of the removed original', async () => {
  // Seen failing: a removed original's inode numbers were reused.
  const home = await newHome()
  const file = join(home, 'made.txt')
  await writeFile(file, 'made')
  new FileMetadata(home).set(file, await stat(file), { by: 'hand' })
  const copy = await newHome()
  await cp(home, copy, { recursive: true })
  const own = await stat(join(copy, store))
  const text = await readFile(join(copy, store), 'utf8')
  await writeFile(
    join(copy, store),
    text.replace(/"self":"\d+:\d+/, `"self":"${own.dev}:${own.ino}`),
  )
  const metadata = new FileMetadata(copy).of(await stat(join(copy, 'made.txt')))
  expect(metadata).toEqual({ by: 'hand' })
})
