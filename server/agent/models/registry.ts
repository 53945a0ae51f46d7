import { ChatAnthropic } from '@langchain/anthropic'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { ChatOpenAICompletions } from '@langchain/openai'
import type { ModelInfo } from '../../agent-port/agent.ts'
import { createDemoModel } from '@fegg/demo-model'
import { boundedFetch } from './bounded-fetch.ts'
import type { ModelEnv } from './env.ts'

export interface ModelEntry extends ModelInfo {
  /** For error messages. */
  host: string
  /** See `ModelCall`. */
  saysFinish: boolean
  create(): BaseChatModel
}

const answerTokens = 16_000

function hostOf(address: string): string {
  return new URL(address).host
}

/** Any OpenAI-compatible endpoint. The agent retries, not the client. */
function openAiShaped(parts: {
  id: string
  label: string
  model: string
  apiKey: string
  baseURL: string
}): ModelEntry {
  const { id, label, model, apiKey, baseURL } = parts
  return {
    id,
    label,
    demo: false,
    host: hostOf(baseURL),
    saysFinish: true,
    create: () =>
      new ChatOpenAICompletions({
        model,
        apiKey,
        configuration: { baseURL, fetch: boundedFetch(hostOf(baseURL)) },
        maxRetries: 0,
        streamUsage: true,
      }),
  }
}

function anthropic(apiKey: string, baseURL: string, model: string): ModelEntry {
  return {
    id: 'anthropic',
    label: model,
    demo: false,
    host: hostOf(baseURL),
    saysFinish: true,
    create: () =>
      new ChatAnthropic({
        model,
        apiKey,
        anthropicApiUrl: baseURL,
        clientOptions: { fetch: boundedFetch(hostOf(baseURL)) },
        maxTokens: answerTokens,
        maxRetries: 0,
        streamUsage: true,
      }),
  }
}

const demo: ModelEntry = {
  id: 'demo',
  label: 'Demo model',
  demo: true,
  host: 'the demo model',
  saysFinish: false,
  create: () => createDemoModel(),
}

/** The default first, the demo model last. */
export function modelEntries(env: ModelEnv): ModelEntry[] {
  const entries: ModelEntry[] = []
  if (env.ZAI_API_KEY) {
    const model = env.ZAI_MODEL_NAME ?? 'glm-4.6'
    entries.push(
      openAiShaped({
        id: 'zai',
        label: model,
        model,
        apiKey: env.ZAI_API_KEY,
        baseURL: env.ZAI_BASE_URL ?? 'https://api.z.ai/api/paas/v4',
      }),
    )
  }
  if (env.OPENAI_API_KEY) {
    const model = env.OPENAI_MODEL_NAME ?? 'gpt-5.1'
    entries.push(
      openAiShaped({
        id: 'openai',
        label: model,
        model,
        apiKey: env.OPENAI_API_KEY,
        baseURL: env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
      }),
    )
  }
  if (env.ANTHROPIC_API_KEY) {
    entries.push(
      anthropic(
        env.ANTHROPIC_API_KEY,
        env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com',
        env.ANTHROPIC_MODEL_NAME ?? 'claude-sonnet-4-5',
      ),
    )
  }
  return [...entries, demo]
}
