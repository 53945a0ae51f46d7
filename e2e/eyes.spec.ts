import { LLMock } from '@copilotkit/aimock'
import { startBuilding } from './stories/session-page.ts'
import { signUp } from './stories/team.ts'
import { type AppServer, startMs, startServer } from './support/server.ts'
import { expect, test as base } from './support/test.ts'

function page(inner: string): string {
  return `export default function App() {\n  return (${inner})\n}\n`
}

const covered = page(
  '<main><h1>Tickets</h1><button>Buy</button><div style={{ position: "fixed", inset: 0 }} /></main>',
)
const open = page('<main><h1>Tickets</h1><button>Buy</button></main>')

function write(content: string) {
  const args = JSON.stringify({ path: 'src/App.tsx', content })
  return { content: 'I write the page.', toolCalls: [{ name: 'write_file', arguments: args }] }
}

async function startModel() {
  const provider = new LLMock({ port: 0, chunkSize: 40 })
  const tickets = { userMessage: /tickets/ }
  provider.on({ ...tickets, sequenceIndex: 0 }, write(covered))
  provider.on({ ...tickets, sequenceIndex: 1 }, { content: 'The page is there.' })
  provider.on({ ...tickets, sequenceIndex: 2 }, write(open))
  provider.on(tickets, { content: 'Nothing covers the button any more.' })
  const empty = { userMessage: /empty page/ }
  provider.on({ ...empty, sequenceIndex: 0 }, write(page('null')))
  provider.on(empty, { content: 'All is done.' })
  await provider.start()
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.stop() })
}

const test = base.extend<object, { server: AppServer }>({
  server: [
    async ({ browserName: _ }, use) => {
      await using provider = await startModel()
      await using server = await startServer({
        env: {
          CHECK_BROWSER: 'auto',
          OPENAI_API_KEY: 'scripted',
          // pictures would be the last message, and the script goes by people's
          OPENAI_VISION: '0',
          OPENAI_BASE_URL: `${provider.url}/v1`,
        },
      })
      await use(server)
    },
    { scope: 'worker', timeout: startMs },
  ],
})

test('rule 51.2: a covered page goes back to the model, and of an empty one the answer says that it isn’t done', async ({
  page: tab,
  server,
}) => {
  await signUp(tab, server.url, 'Ada')
  const ada = await startBuilding(tab, 'a page that sells tickets', server.url)
  await ada.settled(1)
  await expect(ada.answers.last()).toContainText('Nothing covers the button any more.')
  await ada.app.getByRole('button', { name: 'Buy' }).click()

  await ada.say('now an empty page')
  await ada.settled(2)
  const last = ada.answers.last()
  await expect(last).toContainText('I could not get the app clean in 4 rounds')
  await expect(last).toContainText('The page shows nothing.')
})
