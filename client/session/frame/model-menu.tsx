import { Popover, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { ModelView } from '../../../shared/protocol/app-info.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { errorText } from '../../ui/error-text.ts'
import { useMay, useSession } from '../session-context.tsx'
import { DemoNote } from './demo-note.tsx'
import classes from './model-menu.module.css'

const none: readonly ModelView[] = []

export function ModelMenu() {
  const { link, view } = useSession()
  const mayChoose = useMay('session.model')
  const info = trpc.app.info.useQuery(undefined, { staleTime: Infinity })
  const recorded = useSelected(link.record, ({ meta }) => meta?.model ?? view.model)
  const choose = trpc.sessions.setModel.useMutation()
  const model = choose.isPending ? choose.variables.model : recorded
  const models = info.data?.models ?? none
  const current = models.find(({ id }) => id === model)
  const label = current?.label ?? model
  const onlyDemo = models.length > 0 && models.every(({ demo }) => demo)
  return (
    <Popover position="bottom-end" width={320} shadow="md" offset={6} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.chip} aria-label={`Model: ${label}`}>
          <i className={classes.dot} data-demo={current?.demo || undefined} />
          <span className={classes.label}>{label}</span>
          <IconChevronDown size={13} stroke={2} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu} aria-label="Model">
        <p className={classes.head}>Model for new messages</p>
        {models.map(({ id, label: name }) => (
          <UnstyledButton
            key={id}
            className={classes.item}
            disabled={!mayChoose && id !== model}
            aria-pressed={id === model}
            onClick={() => id !== model && choose.mutate({ id: view.id, model: id })}
          >
            <IconCheck size={15} stroke={2} opacity={id === model ? 1 : 0} aria-hidden />
            {name}
          </UnstyledButton>
        ))}
        {choose.isError && (
          <p className={classes.failed} role="alert">
            {errorText(choose.error).message}
          </p>
        )}
        {(current?.demo || onlyDemo) && <DemoNote />}
      </Popover.Dropdown>
    </Popover>
  )
}
