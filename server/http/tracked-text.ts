const texts = new WeakMap<object, string>()

function textOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return JSON.stringify(data)
  const known = texts.get(data)
  if (known !== undefined) return known
  const text = JSON.stringify(data)
  texts.set(data, text)
  return text
}

/**
 * tRPC's message for a tracked yield. A room yields one object to all subscribers, so its JSON is
 * cached.
 */
export function trackedText(requestId: number | string, id: string, data: unknown): string {
  const tracked = JSON.stringify(id)
  return `{"id":${JSON.stringify(requestId)},"result":{"type":"data","id":${tracked},"data":{"id":${tracked},"data":${textOf(data)}}}}`
}
