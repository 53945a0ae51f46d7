import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { StreamOut } from './connect-rpc.ts'
import { booleanOf, type Fields, stringOf } from './decode.ts'
import { type EntryInfo, entryOf } from './entry.ts'
import type { Files } from './files.ts'
import { endAfter } from './process-rpc.ts'
import { RpcError } from './rpc-error.ts'
import { isNetworkMount } from './network-mount.ts'
import { type EventType, TreeWatch } from './tree-watch.ts'

/** Unsent events. Beyond this a watch ends with an error. */
const maxWaiting = 10_000
/** Streamed and polled ones together. */
export const maxWatches = 64

interface FileEvent {
  name: string
  type: string
  entry?: EntryInfo
}

type Emit = (name: string, type: EventType) => void

/** After these events the file exists and can be described. */
const withEntry: ReadonlySet<EventType> = new Set<EventType>(['CREATE', 'WRITE', 'CHMOD'])

async function open(files: Files, request: Fields, emit: Emit): Promise<TreeWatch> {
  const clientPath = stringOf(request, 'path') ?? ''
  const root = await files.paths.resolve(clientPath)
  if (!(await stat(root)).isDirectory())
    throw new RpcError('invalid_argument', `${clientPath} is not a folder`)
  const isNetworkAllowed = booleanOf(request, 'allowNetworkMounts') ?? false
  if (!isNetworkAllowed && (await isNetworkMount(root, files.paths.home)))
    throw new RpcError(
      'invalid_argument',
      `${clientPath} is on a network mount, where changes by others aren't seen: set allowNetworkMounts to watch it all the same`,
    )
  return new TreeWatch(root, booleanOf(request, 'recursive') ?? false, emit)
}

async function eventOf(
  files: Files,
  request: Fields,
  name: string,
  type: EventType,
): Promise<FileEvent> {
  const event = { name, type: `EVENT_TYPE_${type}` }
  if (!booleanOf(request, 'includeEntry') || !withEntry.has(type)) return event
  const root = await files.paths.resolve(stringOf(request, 'path') ?? '')
  // It may have vanished.
  const entry = await entryOf(files, path.join(root, name)).catch(() => undefined)
  return entry ? { ...event, entry } : event
}

function tooSlow(): RpcError {
  return new RpcError('resource_exhausted', 'the client reads events too slowly')
}

interface Watcher {
  tree: TreeWatch
  /** Null after too many. */
  events: Array<Promise<FileEvent>> | null
}

export class Watchers {
  readonly #files: Files
  readonly #polled = new Map<string, Watcher>()
  #streams = 0

  constructor(files: Files) {
    this.#files = files
  }

  /** Sends `start`, then changes until disconnect or timeout. */
  async stream(request: Fields, out: StreamOut): Promise<void> {
    this.#checkRoom()
    this.#streams += 1
    out.onClose(() => {
      this.#streams -= 1
    })
    let waiting = 0
    let sent: Promise<unknown> = Promise.resolve()
    let drained = () => {}
    out.onDrain(() => drained())
    out.onClose(() => drained())
    const send = async (name: string, type: EventType) => {
      const filesystem = await eventOf(this.#files, request, name, type)
      if (out.send({ filesystem })) return
      await new Promise<void>((resolve) => {
        drained = resolve
      })
    }
    const tree = await open(this.#files, request, (name, type) => {
      waiting += 1
      if (waiting > maxWaiting) out.end(tooSlow())
      else sent = sent.then(() => send(name, type)).finally(() => (waiting -= 1))
    })
    out.onClose(() => tree.close())
    out.send({ start: {} })
    endAfter(out, 'the watch has reached its timeout')
  }

  /** One that the client polls. It lasts until removed. */
  async create(request: Fields): Promise<object> {
    this.#checkRoom()
    const watcherId = randomUUID()
    const events: Watcher['events'] = []
    const tree = await open(this.#files, request, (name, type) => {
      if (events.length < maxWaiting) events.push(eventOf(this.#files, request, name, type))
      else this.#overflow(watcherId)
    })
    this.#polled.set(watcherId, { tree, events })
    return { watcherId }
  }

  /** Throws resource_exhausted, once, for a watch that ended with too many events. */
  async take(request: Fields): Promise<object> {
    const { events } = this.#find(request)
    if (events) return { events: await Promise.all(events.splice(0)) }
    this.#drop(request)
    throw tooSlow()
  }

  async remove(request: Fields): Promise<object> {
    this.#find(request).tree.close()
    this.#drop(request)
    return {}
  }

  #checkRoom(): void {
    if (this.#polled.size + this.#streams >= maxWatches)
      throw new RpcError('resource_exhausted', `more than ${maxWatches} watches at once`)
  }

  #overflow(watcherId: string): void {
    const found = this.#polled.get(watcherId)
    if (!found) return
    found.tree.close()
    found.events = null
  }

  #drop(request: Fields): void {
    this.#polled.delete(stringOf(request, 'watcherId') ?? '')
  }

  #find(request: Fields): Watcher {
    const found = this.#polled.get(stringOf(request, 'watcherId') ?? '')
    if (!found) throw new RpcError('not_found', 'there is no such watcher')
    return found
  }
}
