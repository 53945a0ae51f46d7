/** The URL must never lead to another host: `//x` is a path too. The query of `base` holds the access key, so it is kept. */
export function pageAt(base: string, route: string): string {
  const { origin, searchParams } = new URL(base)
  const page = new URL(route.startsWith('/') ? `${origin}${route}` : origin)
  for (const [name, value] of searchParams) page.searchParams.set(name, value)
  return page.href
}
