import type { Config } from './config.ts'
import { isLoopback } from './lib/loopback.ts'
import { weakPreviews } from './weak-previews.ts'

/** Each person takes about four: the event socket and the documents. */
const comfortableOpenFiles = 4_096

type Settings = Pick<Config, 'host' | 'publicUrl' | 'previewDomain' | 'trustProxy'>

function previewNote(config: Settings): string | null {
  const { publicUrl, previewDomain } = config
  const app = publicUrl?.hostname ?? null
  if (publicUrl?.protocol === 'https:' && !previewDomain && !isLoopback(publicUrl.hostname))
    return 'PREVIEW_DOMAIN is not set, so previews have http addresses, which browsers block in the https pages of PUBLIC_URL. Set PREVIEW_DOMAIN to a domain with wildcard DNS and a certificate (docs/deploy.md).'
  if (previewDomain && !app)
    return 'PREVIEW_DOMAIN is for people who come by PUBLIC_URL, which is not set. Set PUBLIC_URL to the address that people use.'
  const domain = previewDomain?.split(':', 1)[0]?.toLowerCase()
  if (domain && app && (domain === app || domain.endsWith(`.${app}`) || app.endsWith(`.${domain}`)))
    return `PREVIEW_DOMAIN ${domain} shares the app's own domain ${app}: browsers let previews set cookies for it. Use another registrable domain (docs/deploy.md).`
  return weakPreviews(config)
}

/** What is likely to go wrong with these settings, one line each, for the person who starts the server. */
export function startNotes(config: Settings, openFiles: number): string[] {
  const preview = previewNote(config)
  const notes = preview === null ? [] : [preview]
  const { publicUrl, host, trustProxy } = config
  const isBehindProxy = publicUrl && !isLoopback(publicUrl.hostname) && isLoopback(host)
  if (isBehindProxy && trustProxy === false)
    notes.push(
      "TRUST_PROXY is not set, so all people who come by PUBLIC_URL seem to have the proxy's address and share one limit on sign-ins. Set TRUST_PROXY=1 if one proxy stands in front (docs/deploy.md).",
    )
  if (openFiles < comfortableOpenFiles)
    notes.push(
      `only ${openFiles} files may be open at once, enough for few people and sandboxes. Raise the limit to ${comfortableOpenFiles} or more (ulimit -Hn, or LimitNOFILE= in systemd).`,
    )
  return notes
}
