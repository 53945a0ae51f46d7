import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const npmTimeoutMs = 15_000

export interface Registry {
  url: URL
  host: string
  port: number
}

/** Throws if the address is neither http nor https. */
export function parseRegistry(text: string): Registry {
  const url = new URL(text.trim())
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error(`a package registry has an http or https address, not ${url.protocol}`)
  // The operator's credentials must not reach a sandbox.
  url.username = ''
  url.password = ''
  const port = url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80
  return { url, host: url.hostname.replace(/^\[|\]$/g, '').toLowerCase(), port }
}

export async function findRegistry(): Promise<Registry> {
  const named = process.env['npm_config_registry'] ?? process.env['NPM_CONFIG_REGISTRY']
  if (named) return parseRegistry(named)
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { timeout: npmTimeoutMs })
  return parseRegistry(stdout)
}
