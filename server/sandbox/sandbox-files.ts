import { z } from 'zod'
import { AppError } from '../../shared/protocol/errors.ts'
import { limits } from '../../shared/limits.ts'
import { FilePath } from '../../shared/paths.ts'
import { headOf } from '../../shared/truncate.ts'
import type { ReadBack } from '../agent-port/agent.ts'
import { hashOf, textOf } from '../versions/blobs.ts'
import type { FileEdit } from '../versions/file-change.ts'
import { pathProblem, tooLarge } from '../versions/fit-edits.ts'
import type { Clock } from '../lib/clock.ts'
import { app, type Ended, type Machine } from './machine.ts'
import { shellQuote } from './shell.ts'
import { isIgnored, type Manifest } from './tree-plan.ts'

/** Lies beside the app; a sandbox without it has lost its folder. */
const marker = '.fegg-sandbox.json'
const manifest = 'package.json'
const markerBytes = 64 * 1024
const Marker = z.object({ installed: z.string().nullable() })

const commandLimitMs = 60_000
const readsAtOnce = 8
/** Upper bound for deleting an app with its packages. */
const removalMs = 1_000

const maxTries = 5
const retryMs = 200

// Skips files that tools often delete: a deletion during the scan fails it.
const hashFiles = [
  // A login shell may have printed part of a line.
  'set -o pipefail; echo; find .',
  '\\( -name node_modules -o -name .git -o -name .vite -o -path ./dist -o -path ./.fegg \\) -prune',
  "-o -type f ! -name '*.log' ! -name '*.tsbuildinfo' ! -name '*.timestamp-*' -print0",
  '| if command -v sha256sum >/dev/null; then xargs -0 sha256sum; else xargs -0 shasum -a 256; fi',
].join(' ')

/** The folder was deleted while in use: scans of it mean nothing. */
export class FolderLostError extends AppError {
  constructor() {
    super('sandbox_failed', "The app's folder in the sandbox is gone. It will be made again.")
    this.name = 'FolderLostError'
  }
}

/** An incomplete scan: files missing from it may exist. */
export class UnreadableError extends AppError {
  constructor({ exitCode, stderr }: Ended) {
    const words = headOf(stderr.trim(), 1_000) || `The command ended with code ${exitCode}.`
    super('sandbox_failed', `Couldn't read all of the app's files.\n${words}`)
    this.name = 'UnreadableError'
  }
}

export async function runInApp(
  machine: Machine,
  command: string,
  limitMs = commandLimitMs,
): Promise<Ended> {
  const running = await machine.start(command, { cwd: app, limitMs })
  return running.ended
}

async function readHashes(machine: Machine, clock: Clock): Promise<string> {
  for (let tries = 1; ; tries++) {
    const end = await runInApp(machine, hashFiles)
    if (end.exitCode === 0) return end.stdout
    if (tries === maxTries) throw new UnreadableError(end)
    await clock.sleep(retryMs)
  }
}

/** Throws UnreadableError. */
export async function hashApp(machine: Machine, clock: Clock): Promise<Map<string, string>> {
  const manifest = new Map<string, string>()
  for (const line of (await readHashes(machine, clock)).split('\n')) {
    // sha256sum prefixes a backslash if the name has a newline or backslash; trees can't hold such
    // paths.
    const found = /^([0-9a-f]{64}) [ *]\.\/(.+)$/.exec(line)
    if (found?.[1] && found[2] && !isIgnored(found[2])) manifest.set(found[2], found[1])
  }
  return manifest
}

export async function removeFiles(machine: Machine, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  // An emptied folder would block a file of the same name.
  const list = paths.map((path) => shellQuote(`./${path}`)).join(' ')
  await runInApp(
    machine,
    `for f in ${list}; do rm -f -- "$f"; rmdir -p -- "\${f%/*}" 2>/dev/null; done; true`,
  )
}

export function writeMarker(machine: Machine, installed: string | null): Promise<void> {
  return machine.write([
    { path: marker, data: new TextEncoder().encode(JSON.stringify({ installed })) },
  ])
}

/** The key of the packages installed last, if known. Throws FolderLostError. */
export async function readMarker(machine: Machine): Promise<string | null> {
  if (!(await machine.exists(marker))) throw new FolderLostError()
  const bytes = await machine.read(marker, markerBytes)
  if (bytes === null) return null
  try {
    return Marker.parse(JSON.parse(new TextDecoder().decode(bytes))).installed
  } catch {
    return null
  }
}

export function hasMarker(machine: Machine): Promise<boolean> {
  return machine.exists(marker)
}

function deletedFrom(known: Manifest, actual: Manifest): string[] {
  return [...known.keys()].filter((path) => !actual.has(path) && !isIgnored(path))
}

/** Throws FolderLostError if the marker or a known package.json is missing. */
export async function checkFolder(machine: Machine, known: Manifest): Promise<void> {
  const [isOurs, isWhole] = await Promise.all([
    hasMarker(machine),
    known.has(manifest) ? machine.exists(`${app}/${manifest}`) : Promise.resolve(true),
  ])
  if (!isOurs || !isWhole) throw new FolderLostError()
}

/**
 * Scans until two scans miss the same files: a folder being removed would otherwise look like the
 * wish to delete all files. Throws FolderLostError, UnreadableError.
 */
async function settledHashes(
  machine: Machine,
  known: Manifest,
  clock: Clock,
): Promise<Map<string, string>> {
  let before: string | null = null
  for (let tries = 0; tries < maxTries; tries++) {
    const actual = await hashApp(machine, clock).catch(async (error: unknown) => {
      await checkFolder(machine, known)
      throw error
    })
    const missing = deletedFrom(known, actual)
    if (missing.length === 0) return actual
    if (missing.includes(manifest)) throw new FolderLostError()
    await checkFolder(machine, known)
    const list = missing.join('\n')
    if (list === before) return actual
    before = list
    if (missing.length > known.size / 3) await clock.sleep(removalMs)
  }
  throw new AppError(
    'sandbox_failed',
    "Couldn't read the app's files: files kept changing while they were being read. Try again.",
  )
}

type Read = { path: string; hash: string; bytes: Uint8Array | null }

async function readAll(machine: Machine, paths: readonly string[]): Promise<Read[]> {
  const files: Read[] = []
  for (let at = 0; at < paths.length; at += readsAtOnce) {
    const batch = paths.slice(at, at + readsAtOnce)
    const read = await Promise.all(
      batch.map(async (path) => {
        const bytes = await machine.read(`${app}/${path}`, limits.fileBytes)
        return { path, bytes, hash: bytes === null ? '' : hashOf(bytes) }
      }),
    )
    files.push(...read)
  }
  return files
}

/** What can't be kept, by path: the content's hash. Said once. */
export type LeftOut = Map<string, string>

/**
 * Returns changes of files since `known`, and the updated `manifest`. Files that can't be kept are
 * `problems`, unless `leftOut` has them; it is updated. Throws FolderLostError, UnreadableError.
 */
export async function readChanges(
  machine: Machine,
  known: Manifest,
  leftOut: LeftOut,
  clock: Clock,
): Promise<ReadBack & { manifest: Map<string, string> }> {
  const actual = await settledHashes(machine, known, clock)
  const manifest = new Map(known)
  const edits: FileEdit[] = []
  const problems: string[] = []
  const leave = (path: string, words: string) => {
    leftOut.set(path, actual.get(path) ?? '')
    problems.push(words)
  }
  for (const path of deletedFrom(known, actual)) {
    manifest.delete(path)
    edits.push({ path, content: null })
  }
  const changed: string[] = []
  for (const [path, hash] of actual) {
    if (known.get(path) === hash || leftOut.get(path) === hash) continue
    const parsed = FilePath.safeParse(path)
    if (parsed.success) changed.push(path)
    else leave(path, pathProblem(path, parsed.error))
  }
  for (const { path, bytes, hash } of await readAll(machine, changed)) {
    if (bytes === null) leave(path, tooLarge(path))
    else {
      leftOut.delete(path)
      manifest.set(path, hash)
      edits.push({ path, content: textOf(bytes) ?? bytes })
    }
  }
  return { edits: edits.sort((a, b) => (a.path < b.path ? -1 : 1)), problems, manifest }
}
