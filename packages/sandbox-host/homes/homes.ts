/**
 * The sandboxes' home folders. Where overlayfs can be had they are layers over a prepared one: made
 * and removed in no time. Else they are copies of it, some made ahead of need.
 */
import { existsSync } from 'node:fs'
import { chown, lstat, mkdir, readdir, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { systemFolders } from '../lib/system-folders.ts'
import { passableFolder, removeTree, runTool } from '../lib/folders.ts'
import { newSandboxId } from '../lib/ids.ts'
import { type HostUser, isSandboxAccount, newUser } from '../lib/host-user.ts'

/** A copy ahead of need is made when no sandbox was created for so long: it must not slow its start. */
const quietMs = 2_000
/** How long removing may keep the end waiting; what is left then goes at the next start. */
const closeLimitMs = 2_000

const copyFlags = process.platform === 'darwin' ? ['-cRp'] : ['-a', '--reflink=auto']
// $1 the upper layer, $2 what it is layered on, $3 where to see both, $4 whose all of it is to be, $5 where it is copied to, then
// the command that copies it.
const keepScript = `set -e
upper=$1 below=$2 view=$3 owner=$4 folder=$5; shift 5
mount -t overlay -o "ro,redirect_dir=on,lowerdir=$upper:$below" view "$view"
"$@"
exec chown -R -h -- "$owner" "$folder"`

/**
 * The command that copies what is in a sandbox's home where nothing but it can be seen: code that still runs in there could put
 * a link in the place of a folder at the moment when that is entered.
 */
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

/** The folders in which overlayfs keeps what differs from the folder below. */
export interface Layers {
  upper: string
  work: string
  /** The account that owns the folder below. The sandbox sees it as its own account's. */
  owner: HostUser
}

/** The folder of one sandbox, and whose it is. */
export interface Home {
  id: string
  folder: string
  /** The home folder, or what it is layered on. */
  home: string
  layers: Layers | undefined
  /** The folder with what is this sandbox's alone. */
  own: string
  user: HostUser | undefined
  /** What is not a template but stands under this home, where it is layered on one. */
  base: Base | undefined
}

/** A kept home that others start from: it stays for as long as one of them needs it. */
interface Base {
  folder: string
  users: number
  isDropped: boolean
}

/** The account of what is in a template, where homes are layers over it. */
async function ownerOf(template: string): Promise<HostUser> {
  const { uid, gid } = await lstat(template)
  const fresh = newUser()
  // chown comes to the topmost folder last: if that is done, all is.
  if (isSandboxAccount({ uid, gid }) || !fresh) return { uid, gid }
  await runTool('chown', ['-R', '-h', `${fresh.uid}:${fresh.gid}`, template], true)
  return fresh
}

/** Whether the sandboxes of a template have an account each, or all of them the one whose the template is. */
export type Layering = 'an account each' | 'one account'

export interface HomesSettings {
  /** The folder that holds the sandboxes' folders; what lies in it at first is removed. */
  folder: string
  /** Whether sandboxes run under accounts of their own. */
  confined: boolean
  /** How homes are layers; undefined where they are copies. */
  layered: Layering | undefined
  /** How many copies of each template are kept ready. */
  spares: number
  log(message: string): void
}

async function removeAll(folders: string[], signal: AbortSignal): Promise<void> {
  for (const folder of folders) await removeTree(folder, signal)
}

export class Homes {
  readonly #settings: HomesSettings
  readonly #templates = new Map<string, string>()
  /** The accounts that own the templates, where homes are layers over them. */
  readonly #owners = new Map<string, Promise<HostUser>>()
  /** What sandboxes can start from besides the templates: a snapshot, or another's home at a fork. */
  readonly #bases = new Map<string, Base>()
  readonly #spares = new Map<string, Home[]>()
  readonly #work = new Set<Promise<void>>()
  #quiet: NodeJS.Timeout | undefined
  /** Called when a home has been removed: its place on the disk is free. */
  onRemoved: () => void = () => undefined
  #isClosed = false
  /** Ends copies at once, and removals a little later. */
  readonly #copying = new AbortController()
  readonly #removing = new AbortController()

  private constructor(settings: HomesSettings) {
    this.#settings = settings
  }

  static async open(settings: HomesSettings): Promise<Homes> {
    await passableFolder(settings.folder)
    const left = await readdir(settings.folder)
    const homes = new Homes(settings)
    // Ids are never used again, so what an earlier host left can go while the new one works already.
    const folders = left.map((name) => path.join(settings.folder, name))
    homes.#inBackground(removeAll(folders, homes.#removing.signal))
    return homes
  }

  /** The folder that holds the sandboxes' folders. */
  get folder(): string {
    return this.#settings.folder
  }

  /** Declares a template: sandboxes of it start with a copy of the folder `home`. */
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

  /** Declares a folder that `keep` has made: sandboxes can start from it until it is dropped. Nothing is made of it ahead. */
  addBase(id: string, folder: string): void {
    this.#bases.set(id, { folder, users: 0, isDropped: false })
    this.#own(id, folder)
  }

  /** No more sandboxes start from it. The folder around it goes when the last that did is gone. */
  dropBase(id: string): void {
    const base = this.#bases.get(id)
    if (!base) return
    this.#bases.delete(id)
    this.#owners.delete(id)
    base.isDropped = true
    this.#clearAway(base)
  }

  /** Writes all that is in a home, whatever it is layered on, to an empty folder. Nobody may change it meanwhile. */
  async keep({ home, layers }: Home, folder: string): Promise<void> {
    const { signal } = this.#copying
    const run = ([program, ...args]: [string, ...string[]]) => runTool(program, args, true, signal)
    if (!layers)
      return await run(
        this.#settings.confined ? copyingInside(home, folder) : copying(home, folder),
      )
    // Not by way of the sandbox's own mounts: code in there may have put links in their path.
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

  /** Adds a base that is of use only while this host runs; `fill` fills its empty folder. The caller drops it. */
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

  /** A home for a new sandbox of a template or base that exists; a spare one where there is one. */
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

  /** Removes a home in the background; `close` waits for it. */
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
        // The template may have been replaced meanwhile, its list of spares with it.
        if (this.#spares.get(templateId) !== ready) return this.discard(spare)
        ready.push(spare)
      }
    }
  }

  #own(id: string, home: string): void {
    if (!this.#settings.layered) return
    const owned = ownerOf(home)
    this.#owners.set(id, owned)
    // Whoever makes a sandbox of it is told.
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
    const own = this.#settings.layered === 'an account each' ? newUser() : undefined
    const user = own ?? owner
    const id = newSandboxId()
    const folder = path.join(this.#settings.folder, id)
    const layers = { upper: path.join(folder, 'upper'), work: path.join(folder, 'work'), owner }
    await passableFolder(folder)
    for (const each of [layers.upper, layers.work]) await mkdir(each)
    await chown(layers.upper, user.uid, user.gid)
    return { id, folder, home, user, layers, own: layers.upper, base: undefined }
  }

  async #copy(templateId: string, isUrgent: boolean): Promise<Home> {
    const from = this.#folderOf(templateId)
    const id = newSandboxId()
    const folder = path.join(this.#settings.folder, id)
    const home = path.join(folder, 'home')
    const user = this.#settings.confined ? newUser() : undefined
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
    return { id, folder, home, user, own: home, layers: undefined, base: undefined }
  }
}
