import { readFile } from 'node:fs/promises'
import { LLMock } from '@copilotkit/aimock'

const appFile = new URL('./cafe-app.tsx.txt', import.meta.url)

export const cafePrompt = 'a page for a harbour café with a menu'

const edits: Array<{ ask: RegExp; search: string; replace: string; done: string }> = [
  {
    ask: /banner/,
    search: '    <main className="mx-auto grid max-w-4xl gap-8 p-6">\n      <h1',
    replace:
      '    <main className="mx-auto grid max-w-2xl gap-16 p-12">\n      <p className="rounded bg-amber-200 p-8">Fresh beans today</p>\n      <h1',
    done: 'There is a banner now.',
  },
  {
    ask: /offer cake/,
    search: 'Fresh beans today',
    replace: 'Fresh beans and cake today',
    done: 'There is cake, too.',
  },
  {
    ask: /Say what it costs/,
    search: '<Button>Order</Button>',
    replace: '<Button>Order for three coins</Button>',
    done: 'The buttons say what a cup costs.',
  },
  {
    ask: /no more cortado/,
    search: "['Espresso', 'Cortado', 'Filter']",
    replace: "['Espresso', 'Filter']",
    done: 'The cortado is off the menu.',
  },
]

const sign = `export function Sign() {
  return <p>Open until late</p>
}
`

const button = "import { Button } from '@/components/ui/button'\n"

const signEdits = [
  { search: button, replace: `${button}import { Sign } from './sign'\n` },
  { search: '      <Menu />\n', replace: '      <Sign />\n      <Menu />\n' },
]

/** Asked after the sign's file was undone: takes out what used it. */
function repairSign(provider: LLMock) {
  const edits = signEdits.map(({ search, replace }) => ({ search: replace, replace: search }))
  const call = {
    name: 'edit_file',
    arguments: JSON.stringify({ path: 'src/App.tsx', edits }),
  }
  provider.on(
    { userMessage: /Repair the app/, sequenceIndex: 0 },
    { content: 'I take the sign down.', toolCalls: [call] },
  )
  provider.on({ userMessage: /Repair the app/ }, { content: 'The page works without it.' })
}

export async function startCafeProvider() {
  const provider = new LLMock({ port: 0, chunkSize: 40 })
  const content = await readFile(appFile, 'utf8')
  const turn = (ask: RegExp, words: string, name: string, args: object, done: string) => {
    provider.on(
      { userMessage: ask, hasToolResult: false },
      { content: words, toolCalls: [{ name, arguments: JSON.stringify(args) }] },
    )
    provider.on({ userMessage: ask, hasToolResult: true }, { content: done })
  }
  repairSign(provider)
  turn(
    /harbour café with/,
    'I write the page.',
    'write_file',
    { path: 'src/App.tsx', content },
    'The café is open.',
  )
  turn(
    /paint a sign/,
    'I write a part for it.',
    'write_file',
    { path: 'src/sign.tsx', content: sign },
    'The sign is painted.',
  )
  turn(
    /hang up the sign/,
    'I hang it up.',
    'edit_file',
    { path: 'src/App.tsx', edits: signEdits },
    'The sign hangs.',
  )
  for (const { ask, search, replace, done } of edits)
    turn(
      ask,
      'I change the page.',
      'edit_file',
      { path: 'src/App.tsx', edits: [{ search, replace }] },
      done,
    )
  await provider.start()
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.stop() })
}
