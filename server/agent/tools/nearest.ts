function words(path: string): string[] {
  return path.toLowerCase().split(/[^a-z0-9]+/)
}

/** At most three similar paths, best first. */
function nearestPaths(path: string, paths: string[]): string[] {
  const wanted = new Set(words(path))
  return paths
    .map((candidate) => ({
      candidate,
      score: words(candidate).filter((word) => word.length > 2 && wanted.has(word)).length,
    }))
    .filter(({ score }) => score > 1)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

export function noSuchFile(path: string, paths: string[]): string {
  const near = nearestPaths(path, paths)
  return near.length > 0
    ? `There is no file ${path}. Did you mean ${near.join(' or ')}?`
    : `There is no file ${path}. Use list_files to see what there is.`
}
