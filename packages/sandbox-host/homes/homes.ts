/**
 * Homes are overlayfs layers over a prepared folder, made at once; elsewhere copies, some made
 * ahead of need.
 */
import { existsSync } from 'node:fs'
import { chown, lstat, mkdir, readdir, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { systemFolders } from '../lib/system-folders.ts'
import { passableFolder, removeTree, runTool } from '../lib/folders.ts'
import { newSandboxId } from '../lib/ids.ts'
import { type HostUser, isSandboxAccount, newUser } from '../lib/host-user.ts'

/** Delay after a take(), which copying would slow down. */
const quietMs = 2_000
/** How long `close` waits for removals; the next start removes the rest. */
const closeLimitMs = 2_000

const copyFlags = process.platform === 'darwin' ? ['-cRp'] : ['-a', '--reflink=auto']
const keepScript = `set -e
upper=$1 below=$2 view=$3 owner=$4 folder=$5; shift 5
mount -t overlay -o "ro,redirect_dir=on,lowerdir=$upper:$below" view "$view"
"$@"
exec chown -R -h -- "$owner" "$folder"`

/** Isolated: sandbox code could replace a folder by a link meanwhile. */
function copyingInside(from: string, to: string): [string, ...string[]] {
  return [
    'bwrap',
    ...['--die-with-parent', '--ro-bind', '/usr', '/usr', ...systemFolders()],
    ...['--ro-bind', from, '/from', '--bind', to, '/to', '--'],
    ...copying('/from', '/to'),
  ]
}

function copying(from: string, to: string): [string, ...string[]] {
  return ['cp', ...[...copyFlags, '--', `${from}/.`, to]]
}

/** overlayfs folders for changes. */
export interface Layers {
  upper: string
  work: string
  /** Owner of the lower folder; shown as the sandbox's own account. */
  owner: HostUser
}

export interface Home {
  id: string
  folder: string
  /** The lower folder, if there are layers. */
  home: string
  layers: Layers | null
  /** This sandbox's own files. */
  own: string
  user: HostUser | null
  /** The base under the layers, unless a template. */
  base: Base | null
}

/** Sandboxes start from it; kept as long as one needs it. */
interface Base {
  folder: string
  users: number
  isDropped: boolean
}

/** Gives the template to a sandbox account, so that homes can be layers over it. */
async function ownerOf(template: string): Promise<HostUser> {
  const { uid, gid } = await lstat(template)
  const fresh = newUser()
  // chown changes the top folder last: if that is done, all is.
  if (isSandboxAccount({ uid, gid }) || !fresh) return { uid, gid }
  await runTool('chown', ['-R', '-h', `${fresh.uid}:${fresh.gid}`, template], true)
  return fresh
}

/** Sandboxes have an account each, or all use the template owner's. */
export type Layering = 'an account each' | 'one account'

export interface HomesSettings {
  /** Holds the sandboxes' folders; emptied at first. */
  folder: string
  /** Whether each sandbox has its own account. */
  confined: boolean
  /** Null where homes are copies. */
  layered: Layering | null
  spares: number
  log(message: string): void
}

async function removeAll(folders: string[], signal: AbortSignal): Promise<void> {
  for (const folder of folders) await removeTree(folder, signal)
}

export class Homes {
  readonly #settings: HomesSettings
  readonly #templates = new Map<string, string>()
  /** Owners of templates and bases, where homes are layers. */
  readonly #owners = new Map<string, Promise<HostUser>>()
  /** Snapshots, and homes that are being forked. */
  readonly #bases = new Map<string, Base>()
  readonly #spares = new Map<string, Home[]>()
  readonly #work = new Set<Promise<void>>()
  #quiet: NodeJS.Timeout | undefined
  /** Called when the disk space of a home is free. */
  onRemoved: () => void = () => undefined
  #isClosed = false
  /** `close` aborts copies at once, removals after a limit. */
  readonly #copying = new AbortController()
  readonly #removing = new AbortController()

  private constructor(settings: HomesSettings) {
    this.#settings = settings
  }

  static async open(settings: HomesSettings): Promise<Homes> {
    await passableFolder(settings.folder)
    const left = await readdir(settings.folder)
    const homes = new Homes(settings)
    // Ids are never reused, so old folders can go in the background.
    const folders = left.map((name) => path.join(settings.folder, name))
    homes.#inBackground(removeAll(folders, homes.#removing.signal))
    return homes
  }

  get folder(): string {
    return this.#settings.folder
  }

  setTemplate(id: string, home: string): void {
    this.#templates.set(id, home)
    this.#own(id, home)
    for (const spare of this.#spares.get(id) ?? []) this.discard(spare)
    this.#spares.delete(id)
    this.#refillLater()
  }

  hasTemplate(id: string): boolean {
    return this.#templates.has(id)
  }

  /** Sandboxes can start from `folder`, which `keep` has filled. */
  addBase(id: string, folder: string): void {
    this.#bases.set(id, { folder, users: 0, isDropped: false })
    this.#own(id, folder)
  }

  /** Removes the folder after the last sandbox that started from it. */
  dropBase(id: string): void {
    const base = this.#bases.get(id)
    if (!base) return
    this.#bases.delete(id)
    this.#owners.delete(id)
    base.isDropped = true
    this.#clearAway(base)
  }

  /** Copies a home, layers included, to an empty folder. The home must not change meanwhile. */
  async keep({ home, layers }: Home, folder: string): Promise<void> {
    const { signal } = this.#copying
    const run = ([program, ...args]: [string, ...string[]]) => runTool(program, args, true, signal)
    if (!layers)
      return await run(
        this.#settings.confined ? copyingInside(home, folder) : copying(home, folder),
      )
    // Not through the sandbox's own mounts: sandbox code may have put links into their path.
    const view = `${folder}.view`
    await mkdir(view)
    try {
      const { upper, owner } = layers
      const args = [upper, home, view, `${owner.uid}:${owner.gid}`, folder]
      const script = ['/bin/sh', '-c', keepScript, 'keep', ...args]
      const copy = copyingInside(view, folder)
      await run(['unshare', '--mount', '--propagation', 'private', ...script, ...copy])
    } finally {
      await rmdir(view)
    }
  }

  /** Adds a temporary base; returns its id. The caller drops it. */
  async passing(fill: (folder: string) => Promise<void>): Promise<string> {
    const id = newSandboxId()
    const around = path.join(this.#settings.folder, id)
    const folder = path.join(around, 'home')
    await passableFolder(around)
    await mkdir(folder)
    try {
      await fill(folder)
    } catch (error) {
      await removeTree(around, this.#removing.signal)
      throw error
    }
    this.addBase(id, folder)
    return id
  }

  templateIds(): string[] {
    return [...this.#templates.keys()]
  }

  /** Returns a spare if there is one. */
  async take(templateId: string): Promise<Home> {
    const base = this.#bases.get(templateId)
    if (base) return await this.#onBase(templateId, base)
    const owner = await this.#owners.get(templateId)
    if (owner) return await this.#layer(templateId, owner)
    this.#refillLater()
    const ready = this.#spares.get(templateId) ?? []
    for (let spare = ready.shift(); spare; spare = ready.shift())
      if (existsSync(spare.own)) return spare
    return await this.#copy(templateId, true)
  }

  /** In the background; `close` waits for it. */
  discard({ folder, base }: Home): void {
    this.#inBackground(removeTree(folder, this.#removing.signal).then(() => this.onRemoved()))
    if (!base) return
    base.users -= 1
    this.#clearAway(base)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#quiet)
    this.#copying.abort()
    const limit = setTimeout(() => this.#removing.abort(), closeLimitMs)
    for (const spare of [...this.#spares.values()].flat()) this.discard(spare)
    while (this.#work.size > 0) await Promise.all(this.#work)
    clearTimeout(limit)
  }

  #inBackground(task: Promise<void>): void {
    const noted = task
      .catch((error: unknown) => {
        if (!this.#isClosed) this.#settings.log(String(error))
      })
      .finally(() => this.#work.delete(noted))
    this.#work.add(noted)
  }

  #refillLater(): void {
    clearTimeout(this.#quiet)
    if (this.#isClosed || this.#settings.layered || this.#settings.spares === 0) return
    this.#quiet = setTimeout(() => this.#inBackground(this.#refill()), quietMs)
    this.#quiet.unref()
  }

  async #refill(): Promise<void> {
    for (const [templateId, from] of this.#templates) {
      const ready = this.#spares.get(templateId) ?? []
      this.#spares.set(templateId, ready)
      while (!this.#isClosed && ready.length < this.#settings.spares && existsSync(from)) {
        const spare = await this.#copy(templateId, false)
        // The template was replaced meanwhile.
        if (this.#spares.get(templateId) !== ready) return this.discard(spare)
        ready.push(spare)
      }
    }
  }

  #own(id: string, home: string): void {
    if (!this.#settings.layered) return
    const owned = ownerOf(home)
    this.#owners.set(id, owned)
    // The error surfaces on the next take().
    owned.catch(() => undefined)
  }

  #clearAway(base: Base): void {
    if (base.isDropped && base.users === 0)
      this.#inBackground(removeTree(path.dirname(base.folder), this.#removing.signal))
  }

  async #onBase(id: string, base: Base): Promise<Home> {
    const owner = this.#owners.get(id)
    base.users += 1
    try {
      if (owner) return { ...(await this.#layer(id, await owner)), base }
      const copied = await this.#copy(id, true)
      base.users -= 1
      this.#clearAway(base)
      return copied
    } catch (error) {
      base.users -= 1
      this.#clearAway(base)
      throw error
    }
  }

  #folderOf(templateId: string): string {
    const folder = this.#templates.get(templateId) ?? this.#bases.get(templateId)?.folder
    if (folder === undefined) throw new Error(`there is no template ${templateId}`)
    return folder
  }

  async #layer(templateId: string, owner: HostUser): Promise<Home> {
    const home = this.#folderOf(templateId)
    const own = this.#settings.layered === 'an account each' ? newUser() : null
    const user = own ?? owner
    const id = newSandboxId()
    const folder = path.join(this.#settings.folder, id)
    const layers = { upper: path.join(folder, 'upper'), work: path.join(folder, 'work'), owner }
    await passableFolder(folder)
    for (const each of [layers.upper, layers.work]) await mkdir(each)
    await chown(layers.upper, user.uid, user.gid)
    return { id, folder, home, user, layers, own: layers.upper, base: null }
  }

  async #copy(templateId: string, isUrgent: boolean): Promise<Home> {
    const from = this.#folderOf(templateId)
    const id = newSandboxId()
    const folder = path.join(this.#settings.folder, id)
    const home = path.join(folder, 'home')
    const user = this.#settings.confined ? newUser() : null
    const { signal } = this.#copying
    await passableFolder(folder)
    await mkdir(home)
    try {
      const [program, ...args] = copying(from, home)
      await runTool(program, args, isUrgent, signal)
      if (user) {
        const owner = `${user.uid}:${user.gid}`
        await runTool('chown', ['-R', '-h', owner, home], isUrgent, signal)
      }
    } catch (error) {
      await removeTree(folder, this.#removing.signal)
      throw error
    }
    return { id, folder, home, user, own: home, layers: null, base: null }
  }
}
