import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chanceOf } from '../server/testing/random.ts'
import { randomLines } from '../server/versions/merge/testing/random-texts.ts'
import { type ZipSource, zip } from '../server/versions/zip.ts'
import { median, type Row, row } from './row.ts'

const fileCount = 300
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 20)
const warmUps = 5

/** An app's sources: most are small, some long, every tenth is a picture. */
function makeFiles(seed: number): Map<string, Uint8Array> {
  const chance = chanceOf(seed)
  const files = new Map<string, Uint8Array>()
  for (let n = 0; n < fileCount; n += 1) {
    const picture = n % 10 === 0
    const path = `src/part-${n % 20}/file-${n}.${picture ? 'png' : 'tsx'}`
    const text = () => randomLines(chance, 50 + chance(n % 7 === 0 ? 2_000 : 300), 400).join('\n')
    const bytes = () => Uint8Array.from({ length: 20_000 }, () => chance(256))
    files.set(path, picture ? bytes() : Buffer.from(text()))
  }
  return files
}

async function ours(sources: readonly ZipSource[]): Promise<{ ms: number; bytes: number }> {
  const start = performance.now()
  let bytes = 0
  for await (const chunk of zip(sources, new Date(2026, 0, 1))) bytes += chunk.length
  return { ms: performance.now() - start, bytes }
}

function system(folder: string): { ms: number; bytes: number } {
  const start = performance.now()
  const { length } = execFileSync('zip', ['-q', '-r', '-', '.'], {
    cwd: folder,
    maxBuffer: 1_000_000_000,
  })
  return { ms: performance.now() - start, bytes: length }
}

export default async (): Promise<Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-zip-'))
  try {
    const files = makeFiles(48)
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    const sources = [...files].map(([path, content]) => ({
      path,
      size: content.length,
      stored: path.endsWith('.png'),
      read: async () => content,
    }))
    for (let n = 0; n < warmUps; n += 1) await ours(sources)
    const [own, peer] = [[], []] as [number[], number[]]
    let [ownBytes, peerBytes] = [0, 0]
    for (let n = 0; n < rounds; n += 1) {
      const [one, other] = [await ours(sources), system(folder)]
      own.push(one.ms)
      peer.push(other.ms)
      ;[ownBytes, peerBytes] = [one.bytes, other.bytes]
    }
    const versus = 'zip -r, with its start'
    return [
      row({
        name: `ZIP of ${fileCount} files`,
        versus,
        value: median(own),
        unit: 'ms',
        ratio: median(own) / median(peer),
        goal: 1.5,
      }),
      row({
        name: `size of a ZIP of ${fileCount} files`,
        versus: 'zip -r',
        value: ownBytes / 1_000,
        unit: 'kB',
        ratio: ownBytes / peerBytes,
        goal: 1.1,
      }),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
