import { expect, test } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import type { Ended, Machine } from './machine.ts'
import { FolderLostError, readChanges, UnreadableError } from './sandbox-files.ts'

const { clock } = createManualClock({ sleepsPass: true })
const hash = 'a'.repeat(64)
const known = new Map(['package.json', 'a.ts', 'b.ts', 'c.ts'].map((path) => [path, hash]))
const all = [...known.keys()]

type Look = { sees: string[]; fails?: Partial<Ended>; loses?: string }

/**
 * Scans return these results, the last one forever. Paths that a scan `loses` are gone afterwards.
 */
function machineOf(looks: Look[]): Machine {
  const lost = new Set<string>()
  const refuse = () => Promise.reject(new Error('not asked for here'))
  let next = 0
  return {
    id: 'fake',
    exists: async (path) => !lost.has(path),
    async start() {
      const { sees, fails, loses } = looks[Math.min(next++, looks.length - 1)] ?? { sees: [] }
      if (loses) lost.add(loses)
      const stdout = sees.map((path) => `${hash}  ./${path}\n`).join('')
      const end = { exitCode: 0, stdout, stderr: '', ...fails }
      return { pid: 1, ended: Promise.resolve(end), kill: async () => undefined }
    },
    write: refuse,
    read: refuse,
    find: refuse,
    extend: refuse,
    endsAt: refuse,
    alive: refuse,
    whyStopped: refuse,
    pause: refuse,
    kill: refuse,
    upstream: () => {
      throw new Error('not asked for here')
    },
  }
}

async function changes(...looks: Look[]) {
  return (await readChanges(machineOf(looks), known, new Map(), clock)).edits.map(
    ({ path }) => path,
  )
}

function without(...paths: string[]) {
  return all.filter((path) => !paths.includes(path))
}
const denied = { exitCode: 123, stderr: "sha256sum: './a.ts': Permission denied" }

test('rule 7.4: a look at the files that failed is none, and is made again', async () => {
  expect(await changes({ sees: without('a.ts'), fails: denied }, { sees: all })).toEqual([])
  expect(await changes({ sees: [], fails: { exitCode: 137 } }, { sees: all })).toEqual([])
})

test('rule 7.4: a file that can’t be read is an error that names it, not a deletion', async () => {
  const look = changes({ sees: without('a.ts'), fails: denied })
  await expect(look).rejects.toThrow(UnreadableError)
  await expect(look).rejects.toMatchObject({
    code: 'sandbox_failed',
    message: expect.stringContaining("'./a.ts': Permission denied"),
  })
})

test('rule 7.4: files are taken for deleted when two looks miss the same', async () => {
  expect(await changes({ sees: without('a.ts') })).toEqual(['a.ts'])
  expect(
    await changes(
      { sees: without('a.ts') },
      { sees: without('b.ts') },
      { sees: without('a.ts', 'b.ts') },
    ),
  ).toEqual(['a.ts', 'b.ts'])
  expect(await changes({ sees: without('a.ts') }, { sees: all })).toEqual([])
})

test('rule 7.5: a folder that is lost between two looks is not taken for deletions', async () => {
  const first = { sees: without('a.ts') }
  for (const second of [
    { sees: [] },
    { sees: without('a.ts'), loses: '.fegg-sandbox.json' },
    { sees: without('a.ts'), loses: 'app/package.json' },
    { sees: [], fails: denied, loses: '.fegg-sandbox.json' },
  ])
    await expect(changes(first, second)).rejects.toThrow(FolderLostError)
})

test('rule 7.4: files that come and go all the time are an error', async () => {
  const restless = all.slice(1).map((path) => ({ sees: without(path) }))
  const many = Array.from({ length: 3 }, () => restless).flat()
  await expect(changes(...many)).rejects.toThrow('kept changing')
})
