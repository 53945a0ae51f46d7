import { IconBolt } from '@tabler/icons-react'
import { trpc } from '../../api.ts'
import { landingWords } from '../../words/landing.ts'
import classes from './prompt-box.module.css'

export function ModelNote() {
  const info = trpc.app.info.useQuery(undefined, { staleTime: 300_000 })
  const model = info.data?.models[0]
  return (
    <span className={classes.model} data-known={!!model || undefined}>
      <IconBolt size={14} stroke={1.8} aria-hidden />
      <span>{model?.label ?? 'Model'}</span>
      {model?.demo && <span className={classes.more}>· {landingWords.demoModel}</span>}
    </span>
  )
}
