import { readFile } from 'node:fs/promises'
import { LLMock } from '@copilotkit/aimock'

const appFile = new URL('./errands-app.tsx.txt', import.meta.url)

/** Speaks OpenAI's and Anthropic's wire formats. */
export async function startScriptedProvider() {
  const provider = new LLMock({ port: 0, chunkSize: 12 })
  const content = await readFile(appFile, 'utf8')
  const call = (name: string, args: object) => ({ name, arguments: JSON.stringify(args) })
  const turns = [
    {
      match: { userMessage: /called Errands/, hasToolResult: false },
      response: {
        content: 'I write the whole app into one file.',
        toolCalls: [call('write_file', { path: 'src/App.tsx', content })],
      },
    },
    {
      match: { userMessage: /called Errands/, hasToolResult: true },
      response: { content: 'Errands is ready.' },
    },
    {
      match: { userMessage: /green/, hasToolResult: false },
      response: {
        content: 'A green button, then.',
        toolCalls: [
          call('edit_file', {
            path: 'src/App.tsx',
            edits: [{ search: 'className="bg-slate-900"', replace: 'className="bg-green-700"' }],
          }),
        ],
      },
    },
    {
      match: { userMessage: /green/, hasToolResult: true },
      response: { content: 'It is green now.' },
    },
  ]
  for (const { match, response } of turns) provider.on(match, response)
  await provider.start()
  return Object.assign(provider, { [Symbol.asyncDispose]: () => provider.stop() })
}
