import { Button, Modal, NativeSelect, Skeleton, Tabs } from '@mantine/core'
import { useRef, useState } from 'react'
import { newId } from '../../../shared/new-id.ts'
import type { PersonWithAccess, ShareLinkView } from '../../../shared/protocol/share-link.ts'
import { type LinkRole, may } from '../../../shared/roles.ts'
import { trpc } from '../../api.ts'
import { useSelected } from '../../live/store.ts'
import { InviteLinks } from '../../links/invite-links.tsx'
import { LinkRow } from '../../links/link-row.tsx'
import links from '../../links/links.module.css'
import { newToken, rememberToken } from '../../links/new-token.ts'
import { linkRightChoices, linkRights, roleNames } from '../../words/roles.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { DistinctInitials } from '../../ui/distinct-initials.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { shareLeads, shareWords } from '../../words/share.ts'
import { useSession } from '../session-context.tsx'
import classes from './share.module.css'

export default function ShareDialog({ onClose }: { onClose: () => void }) {
  const { link, view } = useSession()
  const name = useSelected(link.record, ({ meta }) => meta?.name ?? view.name)
  const { workspace } = view
  const mayInvite = workspace !== null && may(view.standing, 'workspace.members')
  return (
    <Modal opened onClose={onClose} title={`Share “${name}”`} size="lg">
      {mayInvite ? (
        <Tabs defaultValue="session">
          <Tabs.List mb="md">
            <Tabs.Tab value="session">This session</Tabs.Tab>
            <Tabs.Tab value="workspace">The workspace</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="session">
            <ShareSession sessionId={view.id} />
          </Tabs.Panel>
          <Tabs.Panel value="workspace">
            <InviteLinks workspaceId={workspace.id} />
          </Tabs.Panel>
        </Tabs>
      ) : (
        <ShareSession sessionId={view.id} />
      )}
    </Modal>
  )
}

function about({ visitors, createdBy, createdAt }: ShareLinkView) {
  return `${shareWords.used(visitors)} · ${shareWords.createdBy(createdBy, new Date(createdAt))}`
}

function ShareSession({ sessionId }: { sessionId: string }) {
  const utils = trpc.useUtils()
  const sharing = trpc.shares.list.useQuery({ sessionId }, { refetchInterval: 8_000 })
  const refresh = () => utils.shares.list.invalidate({ sessionId })
  const replace = trpc.shares.replace.useMutation()
  const revoke = trpc.shares.revoke.useMutation({ onSuccess: refresh })
  return (
    <>
      <NewLink sessionId={sessionId} onMade={refresh} />
      {sharing.isError && (
        <ErrorNote
          title={shareWords.listFailed}
          error={sharing.error}
          onRetry={() => sharing.refetch()}
          retrying={sharing.isFetching}
        />
      )}
      {sharing.isPending && <Skeleton height={120} radius={10} mt="md" />}
      {sharing.data && sharing.data.links.length > 0 && (
        <>
          <h3 className={links.heading}>Links</h3>
          <ul className={links.list} aria-label="Share links">
            {sharing.data.links.map((link) => (
              <LinkRow
                key={link.id}
                kind="shared"
                id={link.id}
                name={linkRights[link.role]}
                about={about(link)}
                onReplace={(token) => replace.mutateAsync({ sessionId, id: link.id, token })}
                onRevoke={() => revoke.mutateAsync({ sessionId, id: link.id })}
              />
            ))}
          </ul>
        </>
      )}
      {sharing.data && <People people={sharing.data.people} />}
    </>
  )
}

function People({ people }: { people: PersonWithAccess[] }) {
  return (
    <DistinctInitials people={people}>
      <h3 className={links.heading}>People with access</h3>
      <ul
        className={`${links.list} ${classes.people}`}
        aria-label="People with access"
        tabIndex={0}
      >
        {people.map((person) => (
          <li key={person.id} className={links.row}>
            <div className={classes.who}>
              <Avatar id={person.id} name={person.name} color={person.color} size={24} decorative />
              <span className={classes.name}>{person.name}</span>
            </div>
            <span className={classes.by}>
              {person.by === 'link' ? 'Via link · ' : ''}
              {roleNames[person.role]}
            </span>
          </li>
        ))}
      </ul>
    </DistinctInitials>
  )
}

function NewLink({ sessionId, onMade }: { sessionId: string; onMade: () => void }) {
  const [role, setRole] = useState<LinkRole>('viewer')
  // Kept after a failure, so that a retry can't create two.
  const request = useRef({ id: newId(), token: newToken() })
  const create = trpc.shares.create.useMutation({
    onSuccess: (_, { id, token }) => {
      rememberToken(id, token)
      request.current = { id: newId(), token: newToken() }
      onMade()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({ ...request.current, sessionId, role })
      }}
    >
      <div className={links.form}>
        <NativeSelect
          className={links.field}
          label="Anyone with the link"
          data={linkRightChoices}
          value={role}
          onChange={(event) => {
            const choice = linkRightChoices.find(({ value }) => value === event.currentTarget.value)
            if (choice) setRole(choice.value)
          }}
        />
        <Button type="submit" loading={create.isPending}>
          Create link
        </Button>
      </div>
      <p className={links.lead}>{shareLeads[role]}</p>
      {create.isError && <ErrorNote title={shareWords.createFailed} error={create.error} />}
    </form>
  )
}
