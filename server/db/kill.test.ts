import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { prepareTestDataDir } from '../testing/database.ts'
import { rowsOf } from '../testing/rows.ts'
import { openDatabase } from './database.ts'
import { DataDirLockedError, DataDirNotWritableError } from './errors.ts'

const writerScript = fileURLToPath(new URL('./row-writer.fixture.ts', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'fegg-kill-'))
const children = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of children) await kill(child)
  rmSync(root, { recursive: true, force: true })
})

type Writer = { child: ChildProcess; acknowledged: number[] }

async function startWriter(dataDir: string): Promise<Writer> {
  const child = spawn(process.execPath, [writerScript, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const lines = createInterface({ input: child.stdout })
  const acknowledged: number[] = []
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)))
    lines.on('line', (line) => {
      if (line.startsWith('writing')) resolve()
      else acknowledged.push(Number(line))
    })
  })
  return { child, acknowledged }
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
}

it('rule 1.1: loses no acknowledged row to SIGKILL, and the next start has the database at once', async () => {
  const dataDir = join(root, 'killed')
  const acknowledged: number[] = []
  await prepareTestDataDir(dataDir)
  for (const rows of [1, 40, 170, 390]) {
    const writer = await startWriter(dataDir)
    await expect.poll(() => writer.acknowledged.length, { interval: 3 }).toBeGreaterThan(rows)
    await kill(writer.child)
    acknowledged.push(...writer.acknowledged)

    const before = performance.now()
    const database = await openDatabase({ dataDir })
    const ms = Math.round(performance.now() - before)
    const kept = await rowsOf(database.pool)<{ n: string }>`select n from kept`
    const stored = new Set(kept.map((row) => Number(row.n)))
    expect(acknowledged.filter((n) => !stored.has(n))).toEqual([])
    const halves = [...stored].filter((n) => n < 0 && !stored.has(-n))
    expect(halves).toEqual([])
    await database.close()
    console.info(`after SIGKILL: open in ${ms} ms, ${acknowledged.length} rows, none lost`)
  }
  expect(acknowledged.length).toBeGreaterThan(100)
}, 120_000)

it('refuses a DATA_DIR that another process holds, names it, and takes over when it is killed', async () => {
  const dataDir = join(root, 'held')
  await prepareTestDataDir(dataDir)
  const writer = await startWriter(dataDir)
  const refused = await openDatabase({ dataDir }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(DataDirLockedError)
  expect(refused).toMatchObject({
    pid: writer.child.pid,
    message: `DATA_DIR ${dataDir} is in use by process ${writer.child.pid}; stop it, or set DATA_DIR to another directory`,
  })
  const holder = readFileSync(join(dataDir, 'holder.json'), 'utf8')
  const socketDir = /"socketDir":"([^"]+)"/.exec(holder)?.[1] ?? ''
  expect(existsSync(socketDir)).toBe(true)

  await kill(writer.child)
  const database = await openDatabase({ dataDir })
  expect(existsSync(socketDir)).toBe(false)
  await expect(openDatabase({ dataDir })).rejects.toMatchObject({ pid: process.pid })
  await database.close()
  const again = await openDatabase({ dataDir })
  await again.close()
}, 60_000)

it('starts anew when it was killed during the very first start', async () => {
  const dataDir = join(root, 'first')
  const child = spawn(process.execPath, [writerScript, dataDir], { stdio: 'ignore' })
  children.add(child)
  await expect
    .poll(() => existsSync(join(dataDir, 'pg.new', 'global')), { timeout: 60_000 })
    .toBe(true)
  await kill(child)
  expect(existsSync(join(dataDir, 'pg'))).toBe(false)
  const database = await openDatabase({ dataDir })
  await database.ready()
  await database.close()
  expect(existsSync(join(dataDir, 'pg.new'))).toBe(false)
}, 120_000)

it('says in one line that DATA_DIR is not writable', async () => {
  // Fails for root too, since the parent is a file.
  const refused = await openDatabase({ dataDir: join(writerScript, 'data') }).catch(
    (e: unknown) => e,
  )
  expect(refused).toBeInstanceOf(DataDirNotWritableError)
  expect(String(refused)).toMatch(
    /^DataDirNotWritableError: DATA_DIR .* is not writable: ENOTDIR.*$/,
  )
})
