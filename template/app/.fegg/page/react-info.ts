import { type Fiber, fiberOf, isLibrary, reach } from './fiber.ts'

function nameOf(type: unknown): string | null {
  if (typeof type === 'function') {
    const display: unknown = Reflect.get(type, 'displayName')
    return (typeof display === 'string' && display) || type.name || null
  }
  if (typeof type !== 'object' || type === null) return null
  // memo keeps the component in `type`, forwardRef in `render`
  return nameOf(Reflect.get(type, 'type') ?? Reflect.get(type, 'render'))
}

/** From the stack where the JSX was created. */
function fileOf(fiber: Fiber): string | null {
  const stack = fiber._debugStack?.stack
  if (typeof stack !== 'string') return null
  return /https?:\/\/[^/\s]+\/(src\/[^?:\s)]+)/.exec(stack)?.[1] ?? null
}

/** The component that renders an element, the app's file that uses it, and the nearest list key; null where unknown. */
export function reactInfo(element: Element) {
  const own = fiberOf(element)
  let key: string | null = null
  for (
    let fiber = own, up = 0;
    fiber && up < reach && key === null;
    fiber = fiber.return ?? null, up++
  )
    if (typeof fiber.key === 'string' && fiber.key !== '') key = fiber.key.slice(0, 80)
  let component: string | null = null
  let file: string | null = null
  for (let fiber = own, up = 0; fiber && up < reach; fiber = fiber._debugOwner ?? null, up++) {
    if (fiber !== own) component ??= nameOf(fiber.type)?.slice(0, 80) ?? null
    file = fileOf(fiber)
    if (file && !isLibrary(file)) break
  }
  return { key, component, file: file?.slice(0, 200) ?? null }
}
