import { Button, NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { limits } from '../../../shared/limits.ts'
import { can } from '../../../shared/roles.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Section } from '../settings/section.tsx'
import sections from '../settings/section.module.css'
import { SureButton } from './sure-button.tsx'
import classes from './workspace.module.css'

/** The workspace's name, and the ways out of it. */
export function WorkspaceSettings({ workspace }: { workspace: WorkspaceView }) {
  return (
    <div className={classes.narrow}>
      {can(workspace.role, 'workspace.rename') && (
        <Name key={workspace.name} workspace={workspace} />
      )}
      {can(workspace.role, 'workspace.transfer') ? (
        <Transfer workspace={workspace} />
      ) : (
        <Leave workspace={workspace} />
      )}
    </div>
  )
}

function Name({ workspace }: { workspace: WorkspaceView }) {
  const utils = trpc.useUtils()
  const [name, setName] = useState(workspace.name)
  const rename = trpc.workspaces.rename.useMutation({
    onSuccess: () => utils.workspaces.invalidate(),
  })
  const changed = name.trim() !== '' && name.trim() !== workspace.name
  return (
    <Section title="Name" lead="Its address stays as it is.">
      <form
        className={sections.row}
        onSubmit={(event) => {
          event.preventDefault()
          if (changed) rename.mutate({ id: workspace.id, name: name.trim() })
        }}
      >
        <TextInput
          className={sections.grow}
          label="Name of the workspace"
          maxLength={limits.nameLength}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!changed} loading={rename.isPending}>
          Save
        </Button>
      </form>
      {rename.isError && <ErrorNote title="The name is unchanged." error={rename.error} />}
    </Section>
  )
}

function Transfer({ workspace }: { workspace: WorkspaceView }) {
  const utils = trpc.useUtils()
  const members = trpc.members.list.useQuery({ workspaceId: workspace.id })
  const transfer = trpc.workspaces.transfer.useMutation({
    onSuccess: () => utils.workspaces.invalidate(),
  })
  const others = (members.data ?? []).filter(({ role, guest }) => role !== 'owner' && !guest)
  const [chosen, setChosen] = useState('')
  const to = others.find(({ id }) => id === chosen) ?? others[0]
  return (
    <Section
      title="Ownership"
      lead="A workspace always has one owner. Who hands it on becomes an admin, and can then leave."
    >
      {to ? (
        <div className={sections.row}>
          <NativeSelect
            className={sections.grow}
            label="New owner"
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={to.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <SureButton
            label="Transfer ownership"
            sure={`Make ${to.name} the owner`}
            busy={transfer.isPending}
            onSure={() => transfer.mutate({ id: workspace.id, to: to.id })}
          />
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          There is nobody to hand it to yet: it takes another member with an account of their own.
        </Text>
      )}
      {transfer.isError && <ErrorNote title="You are still the owner." error={transfer.error} />}
    </Section>
  )
}

function Leave({ workspace }: { workspace: WorkspaceView }) {
  const [, go] = useLocation()
  const utils = trpc.useUtils()
  const leave = trpc.workspaces.leave.useMutation({
    onSuccess: async () => {
      go('/')
      await utils.workspaces.list.invalidate()
    },
  })
  return (
    <Section title="Leave" lead="What you made here stays. Only an invite brings you back.">
      <div>
        <SureButton
          label="Leave the workspace"
          sure={`Leave ${workspace.name}`}
          busy={leave.isPending}
          onSure={() => leave.mutate({ id: workspace.id })}
        />
      </div>
      {leave.isError && <ErrorNote title="You are still in it." error={leave.error} />}
    </Section>
  )
}
