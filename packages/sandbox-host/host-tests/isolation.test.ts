import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { FileNotFoundError, InvalidArgumentError, Sandbox } from 'e2b'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SandboxHost, startSandboxHost } from '../index.ts'
import { startFakeRegistry } from '../testing/fake-registry.ts'
import { makeFolder, makeTemplate, whyNoBubblewrap } from '../testing/targets.ts'
import { until } from '../testing/until.ts'

const missing = whyNoBubblewrap()
if (missing) console.warn(`skipped: isolation by bubblewrap: ${missing}`)

function accountOfProcess(command: string): string | undefined {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      if (line !== command) continue
      return /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
    } catch {
      // It has ended.
    }
  return undefined
}

describe.skipIf(missing !== undefined)('in bubblewrap', () => {
  let folder: string
  let host: SandboxHost
  let sandbox: Sandbox
  let registry: Awaited<ReturnType<typeof startFakeRegistry>>
  const log: string[] = []

  /** Output and exit code, also on failure. */
  const tried = async (command: string) => {
    const { stdout } = await sandbox.commands.run(`{ ${command}; } 2>&1; echo "exit=$?"`)
    return stdout
  }

  beforeAll(async () => {
    folder = makeFolder()
    registry = await startFakeRegistry(folder)
    writeFileSync(path.join(folder, 'secret'), 'the secret of the machine')
    host = await startSandboxHost({
      dataDir: path.join(folder, 'data'),
      templates: { base: makeTemplate(folder) },
      launcher: 'bubblewrap',
      domain: 'localhost:4000',
      registry: registry.url,
      log: (message) => log.push(message),
    })
    sandbox = await Sandbox.create('base', host)
  })
  afterAll(async () => {
    await host?.close()
    registry?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('packages come through the proxy, also from a registry on plain HTTP', async () => {
    const command = 'mkdir -p pkg && cd pkg && echo {} > package.json && bun add tiny'
    expect(await tried(command)).toContain('exit=0')
    expect(await tried(`cd pkg && node -p 'require("tiny")'`)).toContain('tiny indeed')
    expect(registry.asked).toContain('/tiny/-/tiny-1.0.0.tgz')
  })

  test('no other host and no port of the machine can be reached, with or without the proxy', async () => {
    const apiPort = new URL(host.apiUrl).port
    for (const address of [
      'https://example.com/',
      'http://example.com/',
      `http://127.0.0.2:${apiPort}/`,
      `https://127.0.0.2:${registry.port + 1}/`,
      'http://169.254.169.254/latest/meta-data/',
    ]) {
      const code = await tried(
        `curl -sS -m 5 -o /dev/null -w 'code=%{http_code}/%{http_connect}' ${address}`,
      )
      expect(code, address).toMatch(/code=(403\/000|000\/403)/)
      expect(await tried(`curl -sS -m 5 --noproxy '*' ${address}`), address).not.toContain('exit=0')
    }
    expect(await tried(`curl -sS -m 5 --noproxy '*' http://127.0.0.1:${apiPort}/`)).not.toContain(
      'exit=0',
    )
    expect(log.join('\n')).toContain('may not reach example.com:443')
  })

  test('the proxy serves only the registry, also for requests written by hand', async () => {
    const say = (text: string) => {
      const socket = `require('net').connect(3128, '127.0.0.1', function () { this.write('${text}') }).pipe(process.stdout)`
      return tried(`node -e "${socket}"`)
    }
    expect(await say('CONNECT 127.0.0.1:22 HTTP/1.1\\r\\n\\r\\n')).toContain('403')
    expect(await say('CONNECT evil@127.0.0.2 HTTP/1.1\\r\\n\\r\\n')).toContain('403')
    expect(
      await say('GET file:///etc/passwd HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n'),
    ).not.toContain(' 200')
    expect(
      await say('GET / HTTP/1.1\\r\\nHost: 127.0.0.2\\r\\nConnection: close\\r\\n\\r\\n'),
    ).toContain('403')
  })

  test("rule 16.2: a sandbox without network can't reach the registry either", async () => {
    const lonely = await Sandbox.create('base', { ...host, allowInternetAccess: false })
    const asked = registry.asked.length
    const { stdout } = await lonely.commands.run(
      `curl -sS -m 5 -o /dev/null -w '%{http_code}' ${registry.url}tiny`,
    )
    expect(stdout).toBe('403')
    expect(registry.asked).toHaveLength(asked)
    await lonely.kill()
  })

  test("the daemon's socket can't be swapped for another socket of the machine", async () => {
    const victimPath = path.join(folder, 'victim.sock')
    let visits = 0
    const victim = net.createServer((socket) => {
      visits++
      socket.destroy()
    })
    await new Promise<void>((resolve) => victim.listen(victimPath, () => resolve()))
    const swapped = await tried(
      `cd /run/sbx && rm d.sock && ln -s ${victimPath} d.sock && readlink d.sock`,
    )
    expect(swapped).toContain(victimPath)
    // Enough at once to open new connections.
    const calls = Array.from({ length: 20 }, () =>
      sandbox.commands.run('echo still here; sleep 0.1'),
    )
    for (const { stdout } of await Promise.all(calls)) expect(stdout).toBe('still here\n')
    expect(visits).toBe(0)
    victim.close()
  })

  test("the proxy's socket and everything from the machine are read-only", async () => {
    for (const target of [
      '/run/egress/x',
      '/etc/x',
      '/usr/x',
      '/opt/sandbox/x',
      '/opt/node/bin/node',
    ])
      expect(await tried(`: > ${target}`), target).toMatch(
        /Read-only|Permission denied|Text file busy/,
      )
    expect(await tried('rm /run/egress/proxy.sock')).toMatch(/Read-only/)
  })

  test('paths and links never lead out of the sandbox', async () => {
    const secret = path.join(folder, 'secret')
    await sandbox.commands.run(`ln -s ${secret} link; ln -s / slash`)
    for (const wanted of ['link', secret, `../../../../..${secret}`, `slash${secret}`])
      await expect(sandbox.files.read(wanted), wanted).rejects.toThrow(FileNotFoundError)
    await expect(sandbox.files.read('a\0b')).rejects.toThrow(InvalidArgumentError)
    expect(await sandbox.files.read('/etc/passwd')).not.toContain('daemon')
    expect(await tried(`ls ${path.join(folder, 'data')}`)).toContain('No such file')
  })

  test('no process, account or privilege of the machine can be reached', async () => {
    expect(await tried('id -u; id -un')).toContain('1000\nuser\n')
    expect(await tried('grep CapEff /proc/self/status')).toContain('0000000000000000')
    expect(await tried('unshare --user true')).not.toContain('exit=0')
    expect(await tried('echo 1 > /proc/sys/kernel/hostname')).not.toContain('exit=0')
    expect(await tried(`ls /proc | grep -cx ${process.pid}`)).toContain('0\nexit=1')
    const environment = await tried('cat /proc/*/environ | tr "\\0" "\\n"; ls -la /proc/*/fd')
    expect(environment).not.toContain(host.apiKey)
  })

  test('a sandbox has an ordinary account, also if the host is root', async () => {
    await sandbox.commands.run('sleep 61234.5', { background: true, timeoutMs: 0 })
    const account = await until(() => accountOfProcess('sleep 61234.5'), 'the process to show')
    expect(account).not.toBe('0')
    expect(await tried('touch mine && stat -c %U mine app/hello.txt')).toContain('user\nuser\n')
  })

  test('memory and files have limits', async () => {
    expect(await tried('ulimit -d')).toContain('2097152')
    expect(await tried('ulimit -c')).toContain('0\n')
    expect(await tried('truncate -s 2G huge')).toMatch(/File too large|exceeded/i)
  })
})

describe('by the plain launcher', () => {
  let folder: string
  let host: SandboxHost
  let sandbox: Sandbox

  beforeAll(async () => {
    folder = makeFolder()
    writeFileSync(path.join(folder, 'secret'), 'the secret of the machine')
    host = await startSandboxHost({
      dataDir: path.join(folder, 'data'),
      templates: { base: makeTemplate(folder) },
      launcher: 'plain',
      domain: 'localhost:4000',
    })
    sandbox = await Sandbox.create('base', host)
  })
  afterAll(async () => {
    await host?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  test('the host says that nothing is confined', () => {
    expect(host.launcher).toEqual({ kind: 'plain', confined: false })
  })

  test('calls on files stay in the home folder all the same', async () => {
    const secret = path.join(folder, 'secret')
    await sandbox.commands.run(
      `ln -s ${secret} link; ln -s ${folder} up; ln -s ${folder}/new dangling`,
    )
    for (const wanted of [
      'link',
      'up/secret',
      secret,
      '../secret',
      '../../../../secret',
      '/etc/passwd',
    ]) {
      await expect(sandbox.files.read(wanted), wanted).rejects.toThrow(InvalidArgumentError)
      await expect(sandbox.files.write(wanted, 'x'), wanted).rejects.toThrow(InvalidArgumentError)
    }
    await expect(sandbox.files.write('up/new', 'x')).rejects.toThrow(InvalidArgumentError)
    await expect(sandbox.files.write('dangling', 'x')).rejects.toThrow(InvalidArgumentError)
    await expect(sandbox.files.remove('up/secret')).rejects.toThrow(InvalidArgumentError)
    await expect(sandbox.files.rename('app', 'up/app')).rejects.toThrow(InvalidArgumentError)
    await expect(sandbox.files.list('up')).rejects.toThrow(InvalidArgumentError)
  })

  test("rule 12.1: the server's own environment is not passed on", async () => {
    const environment = await sandbox.commands.run('env')
    expect(environment.stdout).not.toMatch(/^VITEST/m)
  })
})
