/**
 * The address of a page of the app, whatever stands in its route: `//x` is a path of the app too, and never another host. What
 * the preview's own address carries is its key to the door: it goes along.
 */
export function pageAt(base: string, route: string): string {
  const { origin, searchParams } = new URL(base)
  const page = new URL(route.startsWith('/') ? `${origin}${route}` : origin)
  for (const [name, value] of searchParams) page.searchParams.set(name, value)
  return page.href
}
