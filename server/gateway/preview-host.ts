import { previewPort } from '../sandbox/machine.ts'

/** `refused`: a preview's name with another port. */
export type PreviewHost = { is: 'preview'; previewId: string } | { is: 'refused' } | { is: 'other' }

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/

/** Returns the name in lower case; null if malformed. */
export function splitHost(header: string): { name: string; port: string | null } | null {
  const found = hostPattern.exec(header.toLowerCase())
  return found?.[1] === undefined ? null : { name: found[1], port: found[2] ?? null }
}

/** Browsers resolve these names and their subdomains to loopback. */
export function isLocalhost(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost')
}

/** `domains` are parent domains of previews, without ports. */
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
