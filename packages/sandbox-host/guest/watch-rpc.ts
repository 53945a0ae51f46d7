import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { StreamOut } from './connect-rpc.ts'
import { booleanOf, type Fields, stringOf } from './decode.ts'
import { type EntryInfo, entryOf } from './entry.ts'
import type { Files } from './files.ts'
import { endAfter } from './process-rpc.ts'
import { RpcError } from './rpc-error.ts'
import { type EventType, TreeWatch } from './tree-watch.ts'

/** Unsent events. Beyond this a stream fails and a polled watch drops events. */
const maxWaiting = 10_000
const maxWatchers = 64

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

/** Sends `start`, then changes until disconnect or timeout. */
export async function watchDir(files: Files, request: Fields, out: StreamOut): Promise<void> {
  let waiting = 0
  let sent: Promise<unknown> = Promise.resolve()
  let drained = () => {}
  out.onDrain(() => drained())
  out.onClose(() => drained())
  const send = async (name: string, type: EventType) => {
    const filesystem = await eventOf(files, request, name, type)
    if (out.send({ filesystem })) return
    await new Promise<void>((resolve) => {
      drained = resolve
    })
  }
  const tree = await open(files, request, (name, type) => {
    waiting += 1
    if (waiting > maxWaiting)
      out.end(new RpcError('resource_exhausted', 'the client reads events too slowly'))
    else sent = sent.then(() => send(name, type)).finally(() => (waiting -= 1))
  })
  out.onClose(() => tree.close())
  out.send({ start: {} })
  endAfter(out, 'the watch has reached its timeout')
}

interface Watcher {
  tree: TreeWatch
  events: Array<Promise<FileEvent>>
}

/** Watches that clients poll. They last until removed. */
export class Watchers {
  readonly #files: Files
  readonly #open = new Map<string, Watcher>()

  constructor(files: Files) {
    this.#files = files
  }

  async create(request: Fields): Promise<object> {
    if (this.#open.size >= maxWatchers)
      throw new RpcError('resource_exhausted', `more than ${maxWatchers} watchers`)
    const events: Watcher['events'] = []
    const tree = await open(this.#files, request, (name, type) => {
      if (events.length < maxWaiting) events.push(eventOf(this.#files, request, name, type))
    })
    const watcherId = randomUUID()
    this.#open.set(watcherId, { tree, events })
    return { watcherId }
  }

  async take(request: Fields): Promise<object> {
    const { events } = this.#find(request)
    return { events: await Promise.all(events.splice(0)) }
  }

  async remove(request: Fields): Promise<object> {
    this.#find(request).tree.close()
    this.#open.delete(stringOf(request, 'watcherId') ?? '')
    return {}
  }

  #find(request: Fields): Watcher {
    const found = this.#open.get(stringOf(request, 'watcherId') ?? '')
    if (!found) throw new RpcError('not_found', 'there is no such watcher')
    return found
  }
}
