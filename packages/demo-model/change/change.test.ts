import { transformWithOxc } from 'vite'
import { describe, expect, test } from 'vitest'
import { DemoSession, type Run } from '../testing/harness.ts'
import { templateFiles } from '../testing/template.ts'

const starter = templateFiles()

const sampleApps = {
  todo: 'a to-do app called Errands with priorities',
  kanban: 'a kanban board called Orbit with columns Backlog, Brewing and Shipped',
  collection: 'a collection of zibbles called Zib with maker, colour and price',
  landing: 'a landing page for a bakery called Crumb with an FAQ',
  shop: 'a shop called Wick that sells candles',
  gallery: 'a gallery of lighthouses called Beam',
  portfolio: 'portfolio for a ceramicist named Mila',
  pricing: 'pricing page called Tiers',
} as const

type App = keyof typeof sampleApps

async function made(app: App): Promise<DemoSession> {
  const session = new DemoSession(starter)
  await session.ask(sampleApps[app])
  return session
}

/** All of the app's own text in one. */
function all(session: DemoSession, pattern = /^src\/(?!components\/ui\/)|^index\.html$/): string {
  return [...session.files]
    .filter(([path]) => pattern.test(path))
    .map(([, content]) => content)
    .join('\n')
}

async function expectSound(session: DemoSession, run: Run): Promise<void> {
  expect(
    run.calls.filter(
      (call) => /once|times|does not exist/.test(call.result) && call.name === 'edit_file',
    ),
  ).toEqual([])
  for (const call of run.calls) {
    const path = String(call.args['path'] ?? '')
    if (call.name === 'write_file')
      expect(starter.has(path), `${path} is edited, not written anew`).toBe(false)
    if (!call.name.endsWith('_file') || !path.endsWith('.tsx')) continue
    await transformWithOxc(session.files.get(path) ?? '', path)
  }
}

const data = /^src\/data\//

/** What is asked, of which apps, and what must then be in the files or gone from them. */
const ways: readonly {
  ask: string
  apps: readonly App[]
  holds?: RegExp
  lacks?: RegExp
  where?: RegExp
  first?: string
}[] = [
  {
    ask: 'rename it to Zuppa',
    apps: ['todo', 'kanban', 'landing'],
    holds: /name: 'Zuppa'[\s\S]*<title>Zuppa|<title>Zuppa[\s\S]*name: 'Zuppa'/,
  },
  {
    ask: 'change the tagline to "Soup for all"',
    apps: ['todo', 'shop', 'pricing'],
    holds: /tagline: 'Soup for all'/,
  },
  {
    ask: 'make it #ff8800',
    apps: ['todo', 'gallery', 'portfolio'],
    holds: /--primary: #ff8800/,
    where: /index\.css/,
  },
  {
    ask: 'use a green theme',
    apps: ['kanban', 'collection', 'pricing'],
    holds: /--primary: #16a34a/,
    where: /index\.css/,
  },
  {
    ask: 'change the background to ivory',
    apps: ['todo', 'shop', 'landing'],
    holds: /--background: #fffff0/,
    where: /index\.css/,
  },
  {
    ask: 'make it dark by default',
    apps: ['todo', 'kanban', 'landing'],
    holds: /<html lang="en" class="dark">/,
    where: /index\.html/,
  },
  {
    ask: 'add a dark-mode switch',
    apps: ['todo', 'gallery', 'landing'],
    holds: /<ThemeSwitch \/>/,
    where: /layout/,
  },
  {
    ask: 'remove the dark mode toggle',
    first: 'add a dark-mode switch',
    apps: ['todo', 'shop', 'portfolio'],
    lacks: /ThemeSwitch/,
    where: /layout/,
  },
  {
    ask: 'add a testimonials section',
    apps: ['todo', 'shop', 'pricing'],
    holds: /<Testimonials \/>/,
    where: /pages\/home/,
  },
  {
    ask: 'add a section called Wibble',
    apps: ['kanban', 'collection', 'landing'],
    holds: /<WibbleSection \/>/,
    where: /pages\/home/,
  },
  {
    ask: 'move the FAQ to the top',
    first: 'add an FAQ section',
    apps: ['todo', 'portfolio', 'shop'],
    holds: /<>\s*<Faq \/>/,
    where: /pages\/home/,
  },
  {
    ask: 'move the FAQ above the steps',
    apps: ['landing'],
    holds: /<Faq \/>\s*<Steps \/>/,
    where: /pages\/home/,
  },
  {
    ask: 'remove the FAQ section',
    first: 'add an FAQ section',
    apps: ['todo', 'gallery', 'landing'],
    lacks: /Faq/,
    where: /pages\/home/,
  },
  {
    ask: 'add a field called weight',
    apps: ['todo', 'kanban', 'collection', 'shop', 'gallery', 'portfolio'],
    holds: /key: 'weight', label: 'Weight', type: 'number'/,
    where: data,
  },
  {
    ask: 'add a size field with options S, M and L',
    apps: ['todo', 'kanban', 'shop'],
    holds: /key: 'size'.*options: \['S', 'M', 'L'\]/,
    where: data,
  },
  {
    ask: 'remove the weight field',
    first: 'add a field called weight',
    apps: ['todo', 'kanban', 'collection'],
    lacks: /weight/i,
    where: data,
  },
  {
    ask: 'rename the field weight to mass',
    first: 'add a field called weight',
    apps: ['todo', 'shop', 'collection'],
    holds: /key: 'weight', label: 'mass'/i,
    where: data,
  },
  {
    ask: 'add a column called Tasting',
    apps: ['kanban', 'collection', 'shop'],
    holds: /'Tasting'/,
    where: data,
  },
  {
    ask: 'add a Tasting column after Brewing',
    apps: ['kanban'],
    holds: /'Brewing', 'Tasting', 'Shipped'/,
    where: data,
  },
  {
    ask: 'rename the column Brewing to Boiling',
    apps: ['kanban'],
    holds: /\['Backlog', 'Boiling', 'Shipped'\]/,
    lacks: /Brewing/,
    where: data,
  },
  {
    ask: 'remove the Brewing column',
    apps: ['kanban'],
    holds: /columns = \['Backlog', 'Shipped'\]/,
    where: data,
  },
  {
    ask: 'remove the Tasting column',
    first: 'add a column called Tasting',
    apps: ['collection', 'shop', 'kanban'],
    lacks: /'Tasting'/,
    where: data,
  },
  {
    ask: 'add an item called Fizzwick',
    apps: ['todo', 'kanban', 'collection', 'gallery', 'shop'],
    holds: /'Fizzwick'/,
    where: data,
  },
  {
    ask: 'add a plan called Giant for $77',
    apps: ['pricing'],
    holds: /name: 'Giant'[\s\S]{0,40}price: 77/,
    where: data,
  },
  {
    ask: 'remove Fizzwick',
    first: 'add an item called Fizzwick',
    apps: ['todo', 'kanban', 'shop'],
    lacks: /Fizzwick/,
    where: data,
  },
  {
    ask: 'add a page called Help',
    apps: ['todo', 'shop', 'landing'],
    holds: /path: '\/help', label: 'Help', element: <HelpPage \/>/,
    where: /App\.tsx/,
  },
  {
    ask: 'add an about page',
    apps: ['kanban', 'gallery', 'pricing'],
    holds: /<AboutPage \/>/,
    where: /App\.tsx/,
  },
  {
    ask: 'remove the Help page',
    first: 'add a page called Help',
    apps: ['todo', 'shop', 'landing'],
    lacks: /Help/,
    where: /App\.tsx/,
  },
  {
    ask: 'rename the Help page to Support',
    first: 'add a page called Help',
    apps: ['todo', 'shop', 'landing'],
    holds: /path: '\/help', label: 'Support'/,
    where: /App\.tsx/,
  },
  {
    ask: 'rounded corners please',
    apps: ['todo', 'landing', 'shop'],
    holds: /--radius: 1\.125rem/,
    where: /index\.css/,
  },
  {
    ask: 'give it sharp corners',
    apps: ['kanban', 'gallery', 'pricing'],
    holds: /--radius: 0rem/,
    where: /index\.css/,
  },
  {
    ask: 'use a serif font',
    apps: ['todo', 'landing', 'portfolio'],
    holds: /--font-sans: ui-serif/,
    where: /index\.css/,
  },
  {
    ask: 'switch to a monospace font',
    apps: ['kanban', 'collection', 'shop'],
    holds: /--font-sans: ui-monospace/,
    where: /index\.css/,
  },
  { ask: 'show it as a table', apps: ['collection'], holds: /view: 'table'/, where: data },
  {
    ask: 'show 4 columns',
    apps: ['collection', 'shop', 'gallery'],
    holds: /columns: 4/,
    where: data,
  },
  {
    ask: 'make it wider',
    apps: ['todo', 'kanban', 'landing'],
    holds: /width: '(?:60|113|90)rem'/,
    where: /config/,
  },
  {
    ask: 'make it narrower',
    apps: ['todo', 'shop', 'pricing'],
    holds: /width: '(?:38|62|61)rem'/,
    where: /config/,
  },
  {
    ask: 'use a sidebar',
    apps: ['todo', 'collection', 'gallery'],
    holds: /navigation: 'side'/,
    where: /config/,
  },
  {
    ask: 'put the navigation at the top',
    first: 'use a sidebar',
    apps: ['todo', 'collection', 'gallery'],
    holds: /navigation: 'top'/,
    where: /config/,
  },
  {
    ask: 'make it teal and add a page called Help and use a serif font',
    apps: ['todo', 'landing', 'kanban'],
    holds: /HelpPage[\s\S]*ui-serif|ui-serif[\s\S]*HelpPage/,
  },
]

for (const way of ways) {
  describe(way.ask, () => {
    for (const app of way.apps) {
      test(app, async () => {
        const session = await made(app)
        if (way.first !== undefined) await session.ask(way.first)
        const run = await session.ask(`Ada: ${way.ask}`)
        await expectSound(session, run)
        const text = all(session, way.where)
        if (way.holds !== undefined) expect(text).toMatch(way.holds)
        if (way.lacks !== undefined) expect(text).not.toMatch(way.lacks)
        expect(run.calls.at(-1)?.name).toBe('check_app')
      })
    }
  })
}

test('several things of one verb are all made', async () => {
  const session = await made('todo')
  await session.ask('add an FAQ section and a page called Help and a dark-mode switch')
  const text = all(session)
  for (const tag of ['<Faq />', '<HelpPage />', '<ThemeSwitch />']) expect(text).toContain(tag)
})

test('what people edited by hand survives, in every file that is changed', async () => {
  const session = await made('todo')
  const hand = (path: string, from: string | RegExp, to: string): void => {
    const before = session.files.get(path) ?? ''
    const after = before.replace(from, to)
    expect(after).not.toBe(before)
    session.files.set(path, after)
  }
  hand('src/data/tasks.ts', "title: 'Book the dentist'", "title: 'Feed the dragon'")
  hand('src/data/tasks.ts', /export const fields/, '// Mind the order.\nexport const fields')
  hand('src/index.css', '@layer base {', '.mine {\n  color: tomato;\n}\n\n@layer base {')
  hand('src/App.tsx', 'export default', '// Ours.\nexport default')
  hand('src/config.ts', /tagline: .*/, "tagline: 'Written by hand',")
  hand('src/pages/home.tsx', '<>', '<>\n      <p>Hand-made</p>')
  hand('src/components/layout.tsx', '<footer ', '<footer data-mine ')
  for (const ask of [
    'make it green',
    'rename it to Zuppa',
    'add a field called weight',
    'add an item called Fizzwick',
    'add an FAQ section',
    'add a page called Help',
    'add a dark-mode switch',
    'use a sidebar',
  ]) {
    await expectSound(session, await session.ask(ask))
  }
  const text = all(session)
  for (const mine of [
    'Feed the dragon',
    '// Mind the order.',
    '.mine {',
    '// Ours.',
    'Written by hand',
    '<p>Hand-made</p>',
    'data-mine',
  ])
    expect(text).toContain(mine)
  for (const new_ of [
    '#16a34a',
    "name: 'Zuppa'",
    "key: 'weight'",
    'Fizzwick',
    '<Faq />',
    '<HelpPage />',
    '<ThemeSwitch />',
    "navigation: 'side'",
  ])
    expect(text).toContain(new_)
})

test('data that people reformatted is still understood', async () => {
  const session = await made('kanban')
  const path = 'src/data/board.ts'
  const before = session.files.get(path) ?? ''
  session.files.set(
    path,
    before.replace(
      "['Backlog', 'Brewing', 'Shipped']",
      '[\n  "Backlog",\n  "Brewing", // slow\n  "Shipped"\n]',
    ),
  )
  await session.ask('add a column called Tasting')
  await session.ask('remove the Backlog column')
  expect(session.files.get(path)).toMatch(
    /columns = \[\n {2}"Brewing", \/\/ slow\n {2}"Shipped",\n {2}'Tasting'\n\]/,
  )
})

test('a file that changes between reading and editing is read again', async () => {
  const session = await made('todo')
  let once = true
  session.meanwhile = (name, path) => {
    if (!once || name !== 'edit_file' || path !== 'src/config.ts') return
    once = false
    session.files.set(
      path,
      (session.files.get(path) ?? '').replace("name: 'Errands'", "name: 'Chores'"),
    )
  }
  const run = await session.ask('rename it to Zuppa')
  expect(
    run.calls.filter((call) => call.name === 'edit_file' && call.args['path'] === 'src/config.ts'),
  ).toHaveLength(2)
  expect(session.files.get('src/config.ts')).toContain("name: 'Zuppa'")
})

test('a text anywhere in the app can be replaced', async () => {
  const session = await made('landing')
  await session.ask('change "Why people choose us" to "What is in it"')
  await session.ask('replace ‘How it works’ with ‘Three steps’')
  expect(all(session)).toContain('What is in it')
  expect(all(session)).toContain('title="Three steps"')
})

test('a new app replaces the old one when that is what was asked for', async () => {
  const session = await made('todo')
  await session.ask('build a quiz about teapots called Spout')
  expect(session.files.get('src/config.ts')).toContain("name: 'Spout'")
  expect([...session.files.keys()]).not.toContain('src/data/tasks.ts')
})
