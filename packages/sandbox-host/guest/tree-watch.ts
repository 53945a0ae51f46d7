import { type FSWatcher, lstatSync, readdirSync, type Stats, watch } from 'node:fs'
import path from 'node:path'
import { RpcError } from './rpc-error.ts'
import { isTemporary, isUpload } from './uploads.ts'

/** Recursive watches skip these: they hold tens of thousands of files. */
const notWatched = new Set(['node_modules', '.git'])
/** A name that reappears elsewhere within this time was renamed. */
const renameWindowMs = 25
export const maxFolders = 4096

export type EventType = 'CREATE' | 'WRITE' | 'REMOVE' | 'RENAME' | 'CHMOD'
type Seen = { ino: number; mode: number; mtimeMs: number; size: number }

function statOf(target: string): Stats | null {
  try {
    return lstatSync(target)
  } catch {
    return null
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !isTemporary(name))
  } catch {
    return []
  }
}

/** Node reports only the name; comparing with the last known state shows what changed. */
export class TreeWatch {
  readonly #root: string
  readonly #recursive: boolean
  readonly #emit: (name: string, type: EventType) => void
  readonly #folders = new Map<string, FSWatcher>()
  readonly #seen = new Map<string, Seen>()
  readonly #vanished = new Map<number, { target: string; timer: NodeJS.Timeout }>()

  constructor(root: string, recursive: boolean, emit: (name: string, type: EventType) => void) {
    this.#root = root
    this.#recursive = recursive
    this.#emit = emit
    this.#enter(root, false)
  }

  close(): void {
    for (const watcher of this.#folders.values()) watcher.close()
    for (const { timer } of this.#vanished.values()) clearTimeout(timer)
    this.#folders.clear()
    this.#vanished.clear()
  }

  #report(target: string, type: EventType): void {
    this.#emit(path.relative(this.#root, target), type)
  }

  #enter(folder: string, isNew: boolean): void {
    if (this.#folders.has(folder)) return
    if (this.#folders.size >= maxFolders)
      throw new RpcError('resource_exhausted', `more than ${maxFolders} folders to watch`)
    const watcher = watch(folder, (kind, name) => {
      if (name !== null && !isTemporary(name))
        this.#changed(path.join(folder, name), kind === 'change')
    })
    watcher.on('error', () => this.#leave(folder))
    this.#folders.set(folder, watcher)
    for (const name of namesIn(folder)) {
      const target = path.join(folder, name)
      if (isNew) this.#changed(target, false)
      else this.#remember(target, statOf(target))
    }
  }

  #leave(folder: string): void {
    for (const [each, watcher] of this.#folders) {
      if (each !== folder && !each.startsWith(folder + path.sep)) continue
      watcher.close()
      this.#folders.delete(each)
    }
    for (const each of this.#seen.keys())
      if (each.startsWith(folder + path.sep)) this.#seen.delete(each)
  }

  #remember(target: string, stats: Stats | null): void {
    if (!stats) return
    const { ino, mode, mtimeMs, size } = stats
    this.#seen.set(target, { ino, mode, mtimeMs, size })
    const goesIn = this.#recursive && stats.isDirectory() && !notWatched.has(path.basename(target))
    if (goesIn) this.#enter(target, false)
  }

  #changed(target: string, isContent: boolean): void {
    const before = this.#seen.get(target)
    const stats = statOf(target)
    if (!stats) {
      if (before) this.#gone(target, before)
      return
    }
    const { ino, mode, mtimeMs, size } = stats
    this.#seen.set(target, { ino, mode, mtimeMs, size })
    if (!before) this.#arrived(target, stats)
    else if (before.ino !== ino) this.#report(target, isUpload(ino) ? 'WRITE' : 'CREATE')
    else if (before.mode !== mode) this.#report(target, 'CHMOD')
    else if (isContent && stats.isFile()) this.#report(target, 'WRITE')
  }

  #arrived(target: string, stats: Stats): void {
    const moved = this.#vanished.get(stats.ino)
    if (moved) {
      clearTimeout(moved.timer)
      this.#vanished.delete(stats.ino)
      this.#report(moved.target, 'RENAME')
    }
    this.#report(target, 'CREATE')
    if (isUpload(stats.ino)) this.#report(target, 'WRITE')
    const goesIn = this.#recursive && stats.isDirectory() && !notWatched.has(path.basename(target))
    if (!goesIn) return
    try {
      this.#enter(target, true)
    } catch {
      // The folder vanished (reported already), or there are too many.
    }
  }

  #gone(target: string, before: Seen): void {
    this.#seen.delete(target)
    this.#leave(target)
    const timer = setTimeout(() => {
      this.#vanished.delete(before.ino)
      this.#report(target, 'REMOVE')
    }, renameWindowMs)
    this.#vanished.set(before.ino, { target, timer })
  }
}
