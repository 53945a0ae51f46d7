/** What tRPC sends for a tracked yield: the yielded object is `result.data.data`. */
interface TrackedMessage {
  id: number | string
  result: { type: 'data'; id: string; data: { id: string; data: object } }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isTracked = (message: unknown): message is TrackedMessage => {
  if (!isObject(message) || !isObject(message['result'])) return false
  const { type, id, data } = message['result']
  return type === 'data' && typeof id === 'string' && isObject(data) && isObject(data['data'])
}

/**
 * The JSON of the WebSocket, with a yielded object written once for all its readers: a room hands the very same object to
 * every subscription, so its text is kept as long as the object is.
 */
const texts = new WeakMap<object, string>()

const textOf = (data: object): string => {
  const known = texts.get(data)
  if (known !== undefined) return known
  const text = JSON.stringify(data)
  texts.set(data, text)
  return text
}

/** Both ways of a tRPC WebSocket. Throws on what is not JSON in a text frame. */
export const sharedJson = {
  encode(message: unknown): string {
    if (!isTracked(message)) return JSON.stringify(message)
    const id = JSON.stringify(message.result.id)
    return `{"id":${JSON.stringify(message.id)},"result":{"type":"data","id":${id},"data":{"id":${id},"data":${textOf(message.result.data.data)}}}}`
  },
  decode(data: string | ArrayBuffer | Uint8Array): unknown {
    if (typeof data !== 'string') throw new Error('The message is not text.')
    return JSON.parse(data)
  },
}
