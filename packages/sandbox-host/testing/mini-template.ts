import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Takes `--port`, like Vite. */
const devServer = `import { createReadStream } from 'node:fs'
import http from 'node:http'
const port = Number(process.argv[process.argv.indexOf('--port') + 1])
http
  .createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : request.url.slice(1)
    createReadStream(name)
      .on('error', () => response.writeHead(404).end('nothing here'))
      .pipe(response)
  })
  .listen(port, '127.0.0.1')
`

export const miniApp: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'app',
    private: true,
    type: 'module',
    scripts: { dev: 'node dev.mjs' },
  }),
  'dev.mjs': devServer,
  'index.html': '<h1>Template</h1>\n',
  'src/old.txt': 'of the template\n',
}

export async function createMiniTemplate() {
  const folder = await mkdtemp(path.join(tmpdir(), 'fegg-mini-'))
  for (const [name, content] of Object.entries(miniApp)) {
    const file = path.join(folder, 'home', 'app', name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  return {
    home: path.join(folder, 'home'),
    dataDir: path.join(folder, 'data'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
