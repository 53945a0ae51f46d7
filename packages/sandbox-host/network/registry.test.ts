import { afterEach, expect, test, vi } from 'vitest'
import { findRegistry, parseRegistry } from './registry.ts'

afterEach(() => vi.unstubAllEnvs())

test('a registry’s host and port are read from its address, its password is not kept', () => {
  expect(parseRegistry('https://packages.example/npm/\n')).toMatchObject({
    host: 'packages.example',
    port: 443,
  })
  expect(parseRegistry('http://[2001:db8::1]:4873/')).toMatchObject({
    host: '2001:db8::1',
    port: 4873,
  })
  expect(parseRegistry('https://me:secret@packages.example/').url.href).not.toContain('secret')
  expect(() => parseRegistry('file:///packages')).toThrow(/http/)
})

test('npm’s environment names the registry before its files do', async () => {
  vi.stubEnv('npm_config_registry', 'http://packages.example:8080/')
  expect(await findRegistry()).toMatchObject({ host: 'packages.example', port: 8080 })
})

test('without that npm itself is asked', async () => {
  vi.stubEnv('npm_config_registry', '')
  vi.stubEnv('NPM_CONFIG_REGISTRY', '')
  const found = await findRegistry()
  expect(found.url.protocol).toMatch(/^https?:$/)
  expect(found.host).not.toBe('')
})
