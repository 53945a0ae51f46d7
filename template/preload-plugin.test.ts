import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { preloadModules } from './app/.fegg/preload-plugin.ts'

const files = {
  'main.js': `import './a.js'\nimport './style.css'\nexport const later = () => import('./later.js')\n`,
  'a.js': `import { is } from './b.js'\nconsole.log(is)\n`,
  'b.js': `export const is = 1\nimport.meta.hot.accept()\n`,
  'later.js': '',
  'style.css': '',
}
const html = '<html><head></head><body><script type="module" src="/main.js"></script></body></html>'

it('the page names what it imports, by the addresses that the modules ask for, once those are known', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fegg-preload-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text)
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    plugins: [preloadModules()],
    server: { middlewareMode: true, watch: { usePolling: true, interval: 20 } },
  })
  onTestFinished(() => vite.close())
  const preloads = async () => {
    const page = await vite.transformIndexHtml('/', html)
    return [...page.matchAll(/<link rel="modulepreload" href="([^"]+)"/g)].map(([, url]) => url)
  }
  const asked = async (url: string) => (await vite.transformRequest(url))?.code ?? ''
  expect(await preloads()).toEqual([])

  for (const url of ['/main.js', '/a.js', '/b.js', '/style.css']) await asked(url)
  const named = await preloads()
  expect(new Set(named)).toEqual(new Set(['/main.js', '/a.js', '/b.js', '/style.css']))
  expect(await asked('/main.js')).toContain('"/a.js"')

  await writeFile(join(root, 'b.js'), 'export const is = 2\nimport.meta.hot.accept()\n')
  // asked for by another address now
  await expect.poll(() => asked('/a.js')).toMatch(/"\/b\.js\?t=\d+"/)
  expect(await preloads()).not.toContain('/b.js')
})
