/** The port of a sandbox that previews are served from; no other is reachable from outside. */
export const previewPort = 5173

/** What a Host header says: a preview's name, one that looks like it but can't be served, or something else. */
export type PreviewHost = { is: 'preview'; previewId: string } | { is: 'refused' } | { is: 'other' }

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/

/** Splits a Host header into its name in lower case and its port; null where it is malformed. */
export function splitHost(header: string): { name: string; port: string | null } | null {
  const found = hostPattern.exec(header.toLowerCase())
  return found?.[1] === undefined ? null : { name: found[1], port: found[2] ?? null }
}

/** Whether browsers resolve the name to this machine by themselves, with any name before it. */
export function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}

/** `domains` are the names that previews' names end with, without ports. */
export function parsePreviewHost(
  header: string | undefined,
  domains: readonly string[],
): PreviewHost {
  const host = header === undefined ? null : splitHost(header)
  const found = host && /^(\d+)-([a-z0-9]+)\.(.+)$/.exec(host.name)
  if (!found?.[2] || !domains.includes(found[3] ?? '')) return { is: 'other' }
  if (Number(found[1]) !== previewPort) return { is: 'refused' }
  return { is: 'preview', previewId: found[2] }
}
