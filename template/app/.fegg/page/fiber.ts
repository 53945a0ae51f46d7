/** Internals of React's development build: any may be missing. */
export interface Fiber {
  key?: unknown
  type?: unknown
  return?: Fiber | null
  memoizedProps?: unknown
  alternate?: Fiber | null
  _debugOwner?: Fiber | null
  _debugStack?: { stack?: unknown } | null
}

/** Levels up to search. */
export const reach = 14

function isFiber(value: unknown): value is Fiber {
  return typeof value === 'object' && value !== null
}

export function fiberOf(element: Element): Fiber | null {
  const name = Object.keys(element).find((key) => key.startsWith('__reactFiber$'))
  if (!name) return null
  const fiber: unknown = Reflect.get(element, name)
  return isFiber(fiber) ? fiber : null
}

/** A request to change one of these means the place where it is used. */
export function isLibrary(file: string): boolean {
  return file.startsWith('src/components/ui/')
}
