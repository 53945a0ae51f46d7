import { Button, NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { limits } from '../../../shared/limits.ts'
import { can } from '../../../shared/roles.ts'
import type { WorkspaceView } from '../../../shared/protocol/workspace-view.ts'
import { trpc } from '../../api.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { workspaceSettingsWords } from '../../words/workspace.ts'
import { Section } from '../settings/section.tsx'
import sections from '../settings/section.module.css'
import classes from './workspace.module.css'

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
    <Section title="Name" lead={workspaceSettingsWords.nameLead}>
      <form
        className={sections.row}
        onSubmit={(event) => {
          event.preventDefault()
          if (changed) rename.mutate({ id: workspace.id, name: name.trim() })
        }}
      >
        <TextInput
          className={sections.grow}
          label="Workspace name"
          maxLength={limits.nameLength}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!changed} loading={rename.isPending}>
          Save
        </Button>
      </form>
      {rename.isError && (
        <ErrorNote title={workspaceSettingsWords.renameFailed} error={rename.error} />
      )}
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
    <Section title="Ownership" lead={workspaceSettingsWords.ownershipLead}>
      {to ? (
        <div className={sections.row}>
          <NativeSelect
            className={sections.grow}
            label="New owner"
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={to.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
          <ConfirmButton
            label="Transfer ownership"
            confirm={workspaceSettingsWords.makeOwner(to.name)}
            busy={transfer.isPending}
            onConfirm={() => transfer.mutate({ id: workspace.id, to: to.id })}
          />
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {workspaceSettingsWords.noNewOwner}
        </Text>
      )}
      {transfer.isError && (
        <ErrorNote title={workspaceSettingsWords.transferFailed} error={transfer.error} />
      )}
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
    <Section title="Leave" lead={workspaceSettingsWords.leaveLead}>
      <div>
        <ConfirmButton
          label="Leave the workspace"
          confirm={`Leave ${workspace.name}`}
          busy={leave.isPending}
          onConfirm={() => leave.mutate({ id: workspace.id })}
        />
      </div>
      {leave.isError && (
        <ErrorNote title={workspaceSettingsWords.leaveFailed} error={leave.error} />
      )}
    </Section>
  )
}
