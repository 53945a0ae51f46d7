import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { ModelView } from '../../../shared/views.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { errorText } from '../../ui/error-text.ts'
import { useMay, useSession } from '../session-context.tsx'
import { DemoNote } from './demo-note.tsx'
import classes from './model-menu.module.css'

const none: readonly ModelView[] = []

/** Which model writes here, a menu of the others, and what the demo model is. */
export const ModelMenu = () => {
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
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <UnstyledButton className={classes.chip} aria-label={`Model: ${label}`}>
          <i className={classes.dot} data-demo={current?.demo || undefined} />
          <span className={classes.label}>{label}</span>
          <IconChevronDown size={13} stroke={2} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>The next message is answered by</Menu.Label>
        {models.map(({ id, label: name }) => (
          <Menu.Item
            key={id}
            disabled={!mayChoose && id !== model}
            leftSection={
              <IconCheck size={15} stroke={2} opacity={id === model ? 1 : 0} aria-hidden />
            }
            aria-current={id === model || undefined}
            onClick={() => id !== model && choose.mutate({ id: view.id, model: id })}
          >
            {name}
          </Menu.Item>
        ))}
        {choose.isError && (
          <p className={classes.failed} role="alert">
            {errorText(choose.error).message}
          </p>
        )}
        {(current?.demo || onlyDemo) && <DemoNote />}
      </Menu.Dropdown>
    </Menu>
  )
}
