import { Badge, Skeleton } from '@mantine/core'
import { IconBolt, IconCpu } from '@tabler/icons-react'
import { modelVariables } from '../../../shared/model-variables.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { modelsWords } from '../../words/settings.ts'
import { Section } from './section.tsx'
import classes from './section.module.css'

const providers = [
  { variables: modelVariables.zai, for: 'Z.ai' },
  { variables: modelVariables.openai, for: modelsWords.openAi },
  { variables: modelVariables.anthropic, for: 'Anthropic' },
]

export function ModelsSection() {
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  return (
    <Section title="Models" lead={modelsWords.lead}>
      {info.isPending && <Skeleton height={42} radius={10} />}
      {info.isError && (
        <ErrorNote
          title={modelsWords.failed}
          error={info.error}
          onRetry={() => info.refetch()}
          retrying={info.isFetching}
        />
      )}
      <ul className={classes.models}>
        {info.data?.models.map((model) => (
          <li key={model.id} className={classes.model}>
            {model.demo ? (
              <IconBolt size={17} stroke={1.7} aria-hidden />
            ) : (
              <IconCpu size={17} stroke={1.7} aria-hidden />
            )}
            <span>{model.label}</span>
            {model.demo && (
              <Badge variant="default" tt="none" fw={520}>
                {modelsWords.builtIn}
              </Badge>
            )}
          </li>
        ))}
      </ul>
      <p className={classes.how}>{modelsWords.connect}</p>
      <pre className={classes.keys} tabIndex={0} aria-label="Variables for each provider">
        {providers.map((provider) => (
          <div key={provider.for}>
            <b>{provider.variables.join('  ')}</b>
            <span>{`  # ${provider.for}`}</span>
          </div>
        ))}
      </pre>
    </Section>
  )
}
