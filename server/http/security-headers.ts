import { hostName } from './origins.ts'

interface Options {
  host: string
  previewDomain: string | null
  secure: boolean
}

/**
 * Frames are previews: on `*.localhost`, another port of this host, or the preview domain. Mantine
 * and CodeMirror need inline styles.
 */
export function securityHeaders({ host, previewDomain, secure }: Options) {
  const name = hostName(host) ?? 'localhost'
  const bare = name.includes(':') ? `[${name}]` : name
  const frames = [`http://*.localhost:*`, `http://${bare}:*`, `https://${bare}:*`]
  if (previewDomain) frames.push(`${secure ? 'https' : 'http'}://*.${previewDomain}`)
  frames.push('https://*.e2b.app', 'https://*.e2b.dev')
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self' ws://${host} wss://${host}`,
    `frame-src ${frames.join(' ')}`,
    "worker-src 'self' blob:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self' https://github.com",
    "object-src 'none'",
  ].join('; ')
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    // previews check the framing page's origin
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
