/** Paths with the SHA-256 of their contents, in hex. */
export type Manifest = ReadonlyMap<string, string>

export type TreeEntry = { path: string; hash: string }

export type TreePlan = {
  writes: TreeEntry[]
  removals: string[]
  /** A removed file stands where a written one needs a folder, or the other way round: remove first. */
  removeFirst: boolean
}

function isGenerated(name: string) {
  return name.endsWith('.log') || name.endsWith('.tsbuildinfo') || name.includes('.timestamp-')
}

/** Whether a path is something that tools leave behind rather than the app's source: it is never read back. */
export function isIgnored(path: string): boolean {
  const parts = path.split('/')
  return (
    parts[0] === '.fegg' ||
    parts[0] === 'dist' ||
    parts.some((part) => part === 'node_modules' || part === '.git' || part === '.vite') ||
    isGenerated(parts.at(-1) ?? '')
  )
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function collide(writes: TreeEntry[], removals: string[]): boolean {
  const written = new Set(writes.map((entry) => entry.path))
  const folders = new Set(writes.flatMap((entry) => foldersOf(entry.path)))
  return removals.some(
    (path) => folders.has(path) || foldersOf(path).some((folder) => written.has(folder)),
  )
}

/** What has to be written and removed to make a sandbox that has `manifest` hold just `entries`. */
export function planTree(manifest: Manifest, entries: readonly TreeEntry[]): TreePlan {
  const wanted = new Set(entries.map((entry) => entry.path))
  const writes = entries.filter((entry) => manifest.get(entry.path) !== entry.hash)
  const removals = [...manifest.keys()].filter((path) => !wanted.has(path))
  return { writes, removals, removeFirst: collide(writes, removals) }
}

/** Names which packages have to be installed: changes with package.json and the lockfile. */
export function packagesKey(hashOf: (path: string) => string | undefined): string | null {
  const manifest = hashOf('package.json')
  return manifest === undefined ? null : `${manifest}:${hashOf('bun.lock') ?? ''}`
}

/** Files that a dev server reads once, at its start: changing them while it starts would be missed. */
export function isStartupFile(path: string): boolean {
  return /^(package\.json|bun\.lock|vite\.config\.[^/]+|postcss\.config\.[^/]+|tsconfig[^/]*\.json|\.env[^/]*)$/.test(
    path,
  )
}
