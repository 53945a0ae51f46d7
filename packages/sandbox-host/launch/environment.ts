import type { Registry } from '../network/registry.ts'

export const proxyPort = 3128

export function registryEnvironment(registry: Registry): Record<string, string> {
  const url = registry.url.href
  return { npm_config_registry: url, NPM_CONFIG_REGISTRY: url, BUN_CONFIG_REGISTRY: url }
}

/** Read by npm, bun and curl. */
export function proxyEnvironment(): Record<string, string> {
  const proxy = `http://127.0.0.1:${proxyPort}`
  const none = 'localhost,127.0.0.1,::1'
  return {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NO_PROXY: none,
    no_proxy: none,
  }
}

export interface Ids {
  id: string
  templateId: string
}

export function baseEnvironment(
  home: string,
  path: string,
  port: number,
  { id, templateId }: Ids,
): Record<string, string> {
  return {
    HOME: home,
    USER: 'user',
    LOGNAME: 'user',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    PATH: path,
    PORT: String(port),
    E2B_SANDBOX: 'true',
    E2B_SANDBOX_ID: id,
    E2B_TEMPLATE_ID: templateId,
  }
}
