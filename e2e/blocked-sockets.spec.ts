import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBuilding } from './stories/session-page.ts'
import { startServer } from './support/server.ts'
import { expect, test } from './support/test.ts'
import { freePort } from '../server/testing/free-port.ts'

const hasNginx = spawnSync('nginx', ['-v'], { stdio: 'ignore' }).status === 0

/** As many proxies are set up: without the headers of an upgrade, unless `passes`. */
async function startNginx(upstream: number) {
  const folder = await mkdtemp(join(tmpdir(), 'fegg-nginx-'))
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'logs'))
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const launch = async (passes: boolean): Promise<ChildProcess> => {
    const upgrade = `proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`
    await writeFile(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
       http {
         access_log off;
         ${places.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
         server {
           listen 127.0.0.1:${port};
           location / {
             proxy_pass http://127.0.0.1:${upstream};
             proxy_http_version 1.1;
             proxy_set_header Host $http_host;
             ${passes ? upgrade : ''}
           }
         }
       }`,
    )
    return spawn('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: 'ignore' })
  }
  let child = await launch(false)
  const end = async () => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return {
    url: `http://localhost:${port}`,
    async passUpgrades() {
      await end()
      child = await launch(true)
    },
    async [Symbol.asyncDispose]() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test.describe('without nginx this is left out', () => {
  test.skip(!hasNginx, 'nginx is not installed')
  test('rule 41.8: behind a proxy that passes no WebSockets the session says so, until it passes them', async ({
    page,
    server,
  }) => {
    await using nginx = await startNginx(server.port)
    await expect(async () => {
      await page.goto(nginx.url)
      await expect(page.getByRole('textbox').first()).toBeVisible()
    }).toPass()
    await startBuilding(page, 'a page with nothing but a heading', nginx.url)
    const line = page.getByRole('status', { name: 'Connection' })
    await expect(line).toContainText(
      'Live updates are blocked: a proxy between you and FeGG doesn’t pass WebSockets.',
    )
    await nginx.passUpgrades()
    await page.getByRole('button', { name: 'Retry now' }).click()
    await expect(line).toBeEmpty()
  })
})

test('rule 41.8: a person with too many connections reads which limit it is, and is back once there are fewer', async ({
  page,
}) => {
  await using server = await startServer({ env: { MAX_SOCKETS_PER_PERSON: '3' } })
  await startBuilding(page, 'a page with nothing but a heading', server.url)
  const one = page.getByRole('status', { name: 'Connection' })
  await expect(page.getByRole('log')).toBeVisible()
  await expect(one).toBeEmpty()
  const second = await page.context().newPage()
  await second.goto(page.url())
  const line = second.getByRole('status', { name: 'Connection' })
  await expect(line).toContainText(/You have 3 connections open, as many as this server allows/)
  await expect(second.getByRole('heading', { name: 'Session not found' })).toBeHidden()
  await page.close()
  await second.getByRole('button', { name: 'Retry now' }).click()
  await expect(line).toBeEmpty()
  await expect(second.getByRole('textbox', { name: 'Message' })).toBeVisible()
})
