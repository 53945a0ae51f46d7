/** npm run e2b:template */
import { defaultBuildLogger } from 'e2b'
import { ConfigError, readConfig } from '../server/config.ts'
import { buildE2bTemplate } from './e2b-build.ts'

try {
  const { apiKey, apiUrl, domain, templateId } = readConfig(process.env).e2b
  if (apiKey === undefined) throw new ConfigError('E2B_API_KEY is not set: docs/e2b.md says more')
  const onLog = defaultBuildLogger()
  await buildE2bTemplate({ name: templateId, apiKey, apiUrl, domain, onLog })
  process.stdout.write(`fegg: the template ${templateId} is ready\n`)
} catch (error) {
  const said = error instanceof Error ? error.message : String(error)
  process.stderr.write(`fegg: the template could not be built: ${said}\n`)
  process.exit(1)
}
