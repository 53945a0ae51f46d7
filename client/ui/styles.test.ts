import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const client = join(dirname(fileURLToPath(import.meta.url)), '..')
const mantine = join(client, '../node_modules/@mantine/core/styles')

function componentsInUse(): string[] {
  const names = new Set<string>()
  for (const file of globSync('**/*.tsx', { cwd: client })) {
    const source = readFileSync(join(client, file), 'utf8')
    const imports = source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)
    for (const [, list = ''] of imports)
      for (const item of list.split(',')) {
        const name = item.trim().split(' ')[0]
        if (name && name !== 'type') names.add(name)
      }
  }
  return [...names]
}

it('the styles of every Mantine component in use are loaded', () => {
  const loaded = readFileSync(join(client, 'ui/styles.ts'), 'utf8')
  const used = componentsInUse().filter((name) => existsSync(join(mantine, `${name}.layer.css`)))
  expect(used).toContain('Button')
  expect(used.filter((name) => !loaded.includes(`/${name}.layer.css'`))).toEqual([])
})
