import { rm, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createServer } from 'vite'
import { DemoSession } from '@fegg/demo-model/testing/harness.ts'
import { templateFiles } from '@fegg/demo-model/testing/template.ts'
import { findBun } from '@fegg/sandbox-host'
import { prepareTemplateHome } from '../../template/prepare.ts'
import { templateCache } from '../support/server.ts'

/** The demo model's app, without a session. */
export interface Workbench extends AsyncDisposable {
  url: string
  build(prompt: string): Promise<void>
}

export async function openWorkbench(): Promise<Workbench> {
  const home = await prepareTemplateHome({
    cacheDir: templateCache,
    bun: findBun(),
    log: () => {},
  })
  const root = await mkdtemp(join(tmpdir(), 'fegg-workbench-'))
  const template = templateFiles()
  let present = new Map<string, string>()
  const put = async (files: ReadonlyMap<string, string>) => {
    for (const path of present.keys()) if (!files.has(path)) await rm(join(root, path))
    for (const [path, content] of files) {
      if (present.get(path) === content) continue
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
    }
    present = new Map(files)
  }
  await put(template)
  await symlink(join(home, 'app', 'node_modules'), join(root, 'node_modules'))
  const vite = await createServer({
    root,
    configFile: join(root, 'vite.config.ts'),
    cacheDir: join(root, '.vite'),
    logLevel: 'error',
    // files change only between two loads
    server: { port: 0, strictPort: false, watch: null, hmr: false, fs: { strict: false } },
  })
  await vite.listen()
  const url = vite.resolvedUrls?.local[0]
  if (!url) throw new Error('The workbench has no address.')
  return {
    url,
    async build(prompt) {
      const session = new DemoSession(template)
      await session.ask(prompt)
      await put(session.files)
      vite.moduleGraph.invalidateAll()
    },
    async [Symbol.asyncDispose]() {
      await vite.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}
