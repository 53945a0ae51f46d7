import { lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Fields, stringOf, uintOf } from './decode.ts'
import { type EntryInfo, entryOf } from './entry.ts'
import type { Files } from './files.ts'
import { errnoOf, RpcError } from './rpc-error.ts'

async function statOrUndefined(target: string) {
  try {
    return await stat(target)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

function pathOf(request: Fields, key = 'path'): string {
  return stringOf(request, key) ?? ''
}

async function statEntry(files: Files, request: Fields) {
  return { entry: await entryOf(files, await files.paths.resolve(pathOf(request))) }
}

async function makeDir(files: Files, request: Fields) {
  const target = await files.paths.resolve(pathOf(request))
  const found = await statOrUndefined(target)
  if (found?.isDirectory()) throw new RpcError('already_exists', 'the folder is there already')
  if (found) throw new RpcError('invalid_argument', 'a file with this path exists already')
  await mkdir(target, { recursive: true })
  return { entry: await entryOf(files, target) }
}

async function move(files: Files, request: Fields) {
  const { paths, metadata } = files
  const source = await paths.resolve(pathOf(request, 'source'))
  const destination = await paths.resolve(pathOf(request, 'destination'))
  await lstat(source)
  await mkdir(path.dirname(destination), { recursive: true })
  await rename(source, destination)
  metadata.moved(source, destination)
  return { entry: await entryOf(files, destination) }
}

async function remove({ paths }: Files, request: Fields) {
  await rm(await paths.resolve(pathOf(request)), { recursive: true, force: true })
  return {}
}

async function walk(files: Files, folder: string, depth: number, found: EntryInfo[]) {
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const target = path.join(folder, item.name)
    // Skips vanished files.
    const entry = await entryOf(files, target).catch(() => undefined)
    if (!entry) continue
    found.push(entry)
    if (item.isDirectory() && depth > 1) await walk(files, target, depth - 1, found)
  }
}

async function listDir(files: Files, request: Fields) {
  const folder = await files.paths.resolve(pathOf(request))
  if (!(await stat(folder)).isDirectory())
    throw new RpcError('invalid_argument', `${pathOf(request)} is not a folder`)
  const entries: EntryInfo[] = []
  await walk(files, folder, uintOf(request, 'depth') || 1, entries)
  return { entries }
}

type Unary = (files: Files, request: Fields) => Promise<object>

export const filesystemCalls: ReadonlyMap<string, Unary> = new Map(
  Object.entries({
    Stat: statEntry,
    MakeDir: makeDir,
    Move: move,
    Remove: remove,
    ListDir: listDir,
  }),
)
