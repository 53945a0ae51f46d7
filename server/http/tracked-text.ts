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
 * What tRPC sends for a tracked yield (`id`, `data`) of the subscription with a request's id. A yielded object is written once for
 * all its readers: a room hands the very same object to every subscription, so its text is kept as long as the object is.
 */
export function trackedText(requestId: number | string, id: string, data: unknown): string {
  const tracked = JSON.stringify(id)
  return `{"id":${JSON.stringify(requestId)},"result":{"type":"data","id":${tracked},"data":{"id":${tracked},"data":${textOf(data)}}}}`
}
