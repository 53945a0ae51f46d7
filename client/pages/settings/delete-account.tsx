import { Skeleton, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { DeletionView } from '../../../shared/protocol/account.ts'
import type { Me } from '../../../shared/protocol/me.ts'
import { trpc } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { accountDialogWords, deletionWords } from '../../words/settings.ts'
import { AccountDialog } from './account-dialog.tsx'
import classes from './section.module.css'

type DeleteAccountProps = { me: Me; hasPassword: boolean; onClose: () => void }

export default function DeleteAccount({ me, hasPassword, onClose }: DeleteAccountProps) {
  const preview = trpc.account.previewDeletion.useQuery(undefined, { staleTime: 0 })
  const remove = trpc.account.delete.useMutation({
    // A page load clears memory and sockets of the user's data.
    onSuccess: () => location.assign('/'),
  })
  const blocked = preview.data !== undefined && preview.data.blocking.length > 0
  return (
    <AccountDialog
      title={me.guest ? deletionWords.guestTitle : deletionWords.title}
      hasPassword={hasPassword && preview.data !== undefined && !blocked}
      save="Delete account"
      danger
      disabled={preview.data === undefined || blocked}
      busy={remove.isPending || remove.isSuccess}
      failed={accountDialogWords.deleteFailed}
      error={remove.error}
      onSave={(password) => remove.mutate({ password })}
      onClose={onClose}
    >
      {preview.isPending && <Skeleton height={60} />}
      {preview.isError && (
        <ErrorNote
          title={deletionWords.previewFailed}
          error={preview.error}
          onRetry={() => preview.refetch()}
          retrying={preview.isFetching}
        />
      )}
      {preview.data && (blocked ? <Blocked view={preview.data} /> : <Fates view={preview.data} />)}
    </AccountDialog>
  )
}

function Blocked({ view }: { view: DeletionView }) {
  return (
    <>
      <Text size="sm">{deletionWords.blocked}</Text>
      <ul className={classes.fates}>
        {view.blocking.map(({ slug, name }) => (
          <li key={slug}>
            <Link href={`/w/${slug}/settings`}>{name}</Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function Fates({ view }: { view: DeletionView }) {
  return (
    <>
      <ul className={classes.fates}>
        {view.deleted.map(({ name, sessions }, index) => (
          // names may repeat
          <li key={`${name} ${index}`}>{deletionWords.deleted(name, sessions)}</li>
        ))}
        {view.left.map(({ name }, index) => (
          <li key={`${name} ${index}`}>{deletionWords.left(name)}</li>
        ))}
      </ul>
      <Text size="sm">{deletionWords.final}</Text>
    </>
  )
}
