import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'

/** Plain HTTP, with one package, `tiny`. */
export async function startFakeRegistry(folder: string) {
  const source = path.join(folder, 'package')
  mkdirSync(source)
  writeFileSync(path.join(source, 'package.json'), '{"name":"tiny","version":"1.0.0"}')
  writeFileSync(path.join(source, 'index.js'), 'module.exports = "tiny indeed"')
  const tarball = path.join(folder, 'tiny.tgz')
  execFileSync('tar', ['-czf', tarball, '-C', folder, 'package'])
  const asked: string[] = []
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '')
    if (request.url === '/tiny') {
      const version = {
        name: 'tiny',
        version: '1.0.0',
        dist: { tarball: `${url}tiny/-/tiny-1.0.0.tgz` },
      }
      const body = {
        name: 'tiny',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': version },
      }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    } else if (request.url === '/tiny/-/tiny-1.0.0.tgz') {
      response.end(readFileSync(tarball))
    } else response.writeHead(404).end('{}')
  })
  // Clients bypass their proxy for 127.0.0.1.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', () => resolve()))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = `http://127.0.0.2:${port}/`
  return { url, port, asked, close: () => server.close() }
}
