import { ChatAnthropic } from '@langchain/anthropic'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { ChatOpenAICompletions } from '@langchain/openai'
import type { ModelInfo } from '../../agent-port/agent.ts'
import { createDemoModel } from '@fegg/demo-model'
import type { ModelEnv } from './env.ts'

/** A model that can be chosen. */
export interface ModelEntry extends ModelInfo {
  /** Who is asked, as people are told when it can't be reached. */
  host: string
  /** Whether a full answer always tells why it ended; one that doesn't was cut. */
  saysFinish: boolean
  create(): BaseChatModel
}

const answerTokens = 16_000

function hostOf(address: string): string {
  return new URL(address).host
}

/** Any endpoint that speaks OpenAI's chat completions. Retries are the agent's, not the client's. */
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
        configuration: { baseURL },
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

/** The models that the environment gives, the default first; the demo model is always the last. */
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
