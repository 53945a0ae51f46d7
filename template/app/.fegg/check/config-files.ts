import { loadConfigFromFile, type ResolvedConfig, type ViteDevServer } from 'vite'
import { describe } from './describe.ts'
import { type Problem, stampOf } from './module-graph.ts'

/** The files that the dev server was configured by. Vite starts itself again when one changes, some time later. */
export class ConfigFiles {
  readonly #server: ViteDevServer
  readonly #stamps: Map<string, string>

  constructor(server: ViteDevServer) {
    this.#server = server
    const files = filesOf(server.config)
    this.#stamps = new Map(files.map((file) => [file, stampOf(file)]))
  }

  get changed(): boolean {
    return [...this.#stamps].some(([file, stamp]) => stampOf(file) !== stamp)
  }

  /** Starts the server again, and with that ends this one; or says why it can't. */
  async restart(): Promise<Problem[]> {
    const { configFile, root } = this.#server.config
    try {
      const env = { command: 'serve', mode: 'development' } as const
      await loadConfigFromFile(env, configFile, root, 'silent', undefined, 'native')
    } catch (error) {
      const file = configFile?.replace(`${root}/`, '')
      return [{ message: describe(error).replaceAll(`${root}/`, ''), ...(file && { file }) }]
    }
    await this.#server.restart()
    return []
  }
}

function filesOf({ configFile, configFileDependencies, root }: ResolvedConfig): string[] {
  const env = ['.env', '.env.local', '.env.development', '.env.development.local']
  const own = [...configFileDependencies, ...env.map((name) => `${root}/${name}`)]
  return [...new Set(configFile ? [configFile, ...own] : own)]
}
