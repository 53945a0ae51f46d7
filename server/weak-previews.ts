import type { Config } from './config.ts'

function isLocal(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '::1' || name === '[::1]'
}

/** For the person who starts the server; null if previews never share a host with the app. */
export function weakPreviews(
  config: Pick<Config, 'host' | 'publicUrl' | 'previewDomain'>,
): string | null {
  if (config.previewDomain !== null) return null
  const name = config.publicUrl?.hostname ?? config.host
  if (isLocal(name)) return null
  return (
    'PREVIEW_DOMAIN is not set, so at addresses other than localhost previews run on other ports of the app’s own host. ' +
    'Browsers share cookies between ports: a preview can’t sign anybody in, but it can sign people out and ' +
    'meddle with other previews. Set PREVIEW_DOMAIN where people do not trust each other (docs/deploy.md).'
  )
}
