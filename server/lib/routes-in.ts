/** Sandbox code controls a file's length and content. */
const mostFileLength = 100_000
const mostRoutes = 12

/** Paths that the app's code gives to its router; those with parameters are found by links instead. */
export function routesIn(code: string): string[] {
  // bounded repetitions: long runs of blanks or slashes would take quadratic time
  const name = /\bpath\s{0,20}[:=]\s{0,20}\{?\s{0,20}(['"`])([^'"`]{0,300})\1/g
  const routes = [...code.slice(0, mostFileLength).matchAll(name)]
    .map(([, , path = '']) => `/${path.replace(/^\/{1,300}|\/{1,300}$/g, '')}`)
    .filter((path) => /^(?:\/[\w.~-]+)+$/.test(path))
  return [...new Set(routes)].slice(0, mostRoutes)
}
