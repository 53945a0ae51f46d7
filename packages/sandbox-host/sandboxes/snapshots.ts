/** Copies of homes that outlive their sandboxes and serve as templates. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { ApiError } from '../lib/errors.ts'
import { passableFolder, removeTree } from '../lib/folders.ts'
import type { Homes } from '../homes/homes.ts'
import { newSandboxId } from '../lib/ids.ts'
import type { Sandbox } from './sandbox.ts'

/** E2B's default tag. */
const tag = ':default'
const noteFile = 'snapshot.json'

const note = z.object({
  name: z.string().nullable(),
  sandboxId: z.string(),
  createdAt: z.coerce.date(),
})

export interface Snapshot {
  key: string
  name: string | null
  sandboxId: string
  createdAt: Date
}

/** The id that clients see. */
export function snapshotId({ key, name }: Snapshot): string {
  return (name ?? key) + tag
}

async function read(folder: string, key: string): Promise<Snapshot | null> {
  try {
    const text = await readFile(path.join(folder, key, noteFile), 'utf8')
    return { key, ...note.parse(JSON.parse(text)) }
  } catch {
    return null
  }
}

export class Snapshots {
  readonly #folder: string
  readonly #homes: Homes
  readonly #kept: Snapshot[]

  private constructor(folder: string, homes: Homes, kept: Snapshot[]) {
    this.#folder = folder
    this.#homes = homes
    this.#kept = kept
    for (const each of kept) homes.addBase(each.key, this.#homeOf(each))
  }

  /** Removes unfinished snapshots of an earlier host. */
  static async open(folder: string, homes: Homes): Promise<Snapshots> {
    await passableFolder(folder)
    const kept: Snapshot[] = []
    for (const key of await readdir(folder)) {
      const found = await read(folder, key)
      if (found) kept.push(found)
      else await removeTree(path.join(folder, key))
    }
    return new Snapshots(folder, homes, kept)
  }

  all(): readonly Snapshot[] {
    return this.#kept
  }

  /** Finds the base by snapshot id or name. */
  baseOf(named: string): string | null {
    return this.#find(named)?.key ?? null
  }

  /** A taken name moves to the new snapshot. */
  async create(sandbox: Sandbox, name: string | null): Promise<Snapshot> {
    if (name !== null && this.#homes.hasTemplate(name))
      throw new ApiError(400, `a snapshot cannot have the name of the template '${name}'`)
    const key = newSandboxId()
    const folder = path.join(this.#folder, key)
    await passableFolder(folder)
    const made = { key, name, sandboxId: sandbox.info.id, createdAt: new Date() }
    try {
      await mkdir(this.#homeOf(made))
      await sandbox.standstill(() => this.#homes.keep(sandbox.home, this.#homeOf(made)))
      const { key: _key, ...rest } = made
      // Last and atomic: a snapshot without a note is unfinished.
      await writeFile(path.join(folder, `${noteFile}.new`), JSON.stringify(rest))
      await rename(path.join(folder, `${noteFile}.new`), path.join(folder, noteFile))
    } catch (error) {
      await removeTree(folder)
      throw error
    }
    const before = name === null ? null : this.#find(name)
    this.#homes.addBase(key, this.#homeOf(made))
    this.#kept.push(made)
    if (before) await this.#forget(before)
    return made
  }

  /** Sandboxes that started from it live on. */
  async remove(named: string): Promise<boolean> {
    const found = this.#find(named)
    if (!found) return false
    await this.#forget(found)
    return true
  }

  #find(named: string): Snapshot | null {
    return (
      this.#kept.find((each) => snapshotId(each) === named || snapshotId(each) === named + tag) ??
      null
    )
  }

  #homeOf({ key }: Pick<Snapshot, 'key'>): string {
    return path.join(this.#folder, key, 'home')
  }

  async #forget(snapshot: Snapshot): Promise<void> {
    this.#kept.splice(this.#kept.indexOf(snapshot), 1)
    const file = path.join(this.#folder, snapshot.key, noteFile)
    // Without a note the next start removes the folder.
    if (existsSync(file)) await rename(file, `${file}.old`)
    this.#homes.dropBase(snapshot.key)
  }
}
