import { modelVariables } from '../../../shared/model-variables.ts'
import { ModelEnv } from './env.ts'
import { describe, expect, test } from 'vitest'
import { readModelEnv } from './env.ts'
import { modelEntries } from './registry.ts'

function ids(env: Record<string, string>) {
  return modelEntries(readModelEnv(env)).map(({ id }) => id)
}

describe('the models', () => {
  test('are the demo model alone without keys, also where variables are empty', () => {
    expect(ids({})).toEqual(['demo'])
    expect(ids({ ZAI_API_KEY: '', OPENAI_API_KEY: '  ', OPENAI_BASE_URL: '' })).toEqual(['demo'])
  })

  test('come in a fixed order, the default first, the demo model last', () => {
    const env = { ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o', ZAI_API_KEY: 'z' }
    expect(ids(env)).toEqual(['zai', 'openai', 'anthropic', 'demo'])
  })

  test('name the host that is asked', () => {
    const env = readModelEnv({ OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'http://10.0.0.7:8080/v1/' })
    expect(modelEntries(env)[0]).toMatchObject({ host: '10.0.0.7:8080', demo: false })
  })

  test('rule 54.3: are known to take pictures by their names, or by a variable', () => {
    const keys = { ZAI_API_KEY: 'z', OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' }
    const sees = (env: Record<string, string>) =>
      modelEntries(readModelEnv({ ...keys, ...env })).map((entry) => entry.sees)
    expect(sees({})).toEqual([false, true, true, false])
    const named = {
      ZAI_MODEL_NAME: 'glm-4.5v',
      OPENAI_MODEL_NAME: 'local-7b',
      ANTHROPIC_MODEL_NAME: 'claude-2.1',
    }
    expect(sees(named)).toEqual([true, false, false, false])
    const told = { ZAI_VISION: '0', OPENAI_VISION: '1', ANTHROPIC_VISION: '1' }
    expect(sees({ ...named, ...told })).toEqual([false, true, true, false])
    expect(() => readModelEnv({ OPENAI_VISION: 'yes' })).toThrow('must be 0 or 1')
  })

  test('refuse a malformed address by the name of its variable', () => {
    expect(() => readModelEnv({ ZAI_BASE_URL: 'z.ai' })).toThrow('ZAI_BASE_URL')
    expect(() => readModelEnv({ OPENAI_BASE_URL: 'ftp://x' })).toThrow('http or https')
  })
})

test('what people are told to set is what the server reads', () => {
  expect(Object.keys(ModelEnv.shape).toSorted()).toEqual(
    Object.values(modelVariables).flat().toSorted(),
  )
})
