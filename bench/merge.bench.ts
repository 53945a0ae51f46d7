import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chanceOf } from '../server/testing/random.ts'
import { mergeTexts } from '../server/versions/merge/merge-texts.ts'
import { changedLines, randomLines } from '../server/versions/merge/testing/random-texts.ts'
import { mergeLongTexts } from '../server/versions/merge/merge-long-texts.ts'
import { median, type Row, row } from './row.ts'

const lineCount = 5_000
const changeCount = 100
const words = 500
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 20)
/** Until the code is compiled. */
const warmUps = 10

type Texts = { base: string; ours: string; theirs: string }

function makeTexts(seed: number): Texts {
  const chance = chanceOf(seed)
  const text = (lines: string[]) => lines.map((line) => `${line}\n`).join('')
  const base = randomLines(chance, lineCount, words)
  const changed = () => text(changedLines(chance, base, changeCount, words))
  return { base: text(base), ours: changed(), theirs: changed() }
}

function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

function againstGit(texts: Texts, folder: string): Row {
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  const { base, ours, theirs } = texts
  const merge = () => void mergeTexts(base, ours, theirs, { timeoutMs: 10_000 })
  const git = () =>
    void spawnSync('git', ['merge-file', '-p', 'ours', 'base', 'theirs'], { cwd: folder })
  for (let n = 0; n < warmUps; n += 1) merge()
  const [own, peer]: [number[], number[]] = [[], []]
  for (let n = 0; n < rounds; n += 1) {
    own.push(time(merge))
    peer.push(time(git))
  }
  return row({
    name: 'merge of two 5,000-line files with 100 changes each',
    versus: 'git merge-file, with its start',
    value: median(own),
    unit: 'ms',
    ratio: median(own) / median(peer),
    goal: 3,
  })
}

/**
 * The same lines in other orders: the most work that texts of this length can make. All that the main thread does for
 * it is more than the longest standstill, and a busy machine doesn't change it.
 */
async function standstill(): Promise<Row> {
  function deck(step: number) {
    return Array.from({ length: 9_973 }, (_, n) => `${(n * step) % 9_973}\n`).join('')
  }
  const texts = [deck(1), deck(31), deck(57)] as const
  await mergeLongTexts(...texts)
  const start = process.threadCpuUsage()
  await mergeLongTexts(...texts)
  const used = process.threadCpuUsage(start)
  return row({
    name: 'CPU of the main thread while three shuffled 10,000-line files merge',
    versus: 'a limit',
    value: (used.user + used.system) / 1_000,
    unit: 'ms',
    ratio: null,
    goal: 50,
  })
}

/** Merging in the server's process, against Git's. */
export default async (): Promise<Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'fegg-bench-merge-'))
  try {
    return [againstGit(makeTexts(7), folder), await standstill()]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
