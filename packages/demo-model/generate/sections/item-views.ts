/** The ways in which a made app shows a list of items. */
export const itemViews = `import { Ellipsis, Heart, Pencil, Trash2 } from 'lucide-react'
import type { CSSProperties } from 'react'
import { Cover } from '@/components/cover'
import { FieldValue } from '@/components/field-value'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { type Field, type Item, text } from '@/lib/fields'
import { cn } from '@/lib/utils'

type Props = {
  items: Item[]
  fields: Field[]
  onEdit: (item: Item) => void
  onRemove: (item: Item) => void
  onFavourite?: (item: Item) => void
}

/** The fields in their parts: what an item is called, its picture, long text and the rest. */
function parts(fields: Field[]) {
  const [title, ...others] = fields
  return {
    titleKey: title?.key ?? 'name',
    picture: others.find((field) => field.type === 'image'),
    long: others.filter((field) => field.type === 'long'),
    short: others.filter((field) => field.type !== 'long' && field.type !== 'image'),
  }
}

function Actions({ item, name, onEdit, onRemove }: { item: Item; name: string } & Pick<Props, 'onEdit' | 'onRemove'>) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={'Actions for ' + name}>
          <Ellipsis />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => onEdit(item)}>
          <Pencil aria-hidden />
          Edit
        </DropdownMenuItem>
        <DropdownMenuItem variant="destructive" onSelect={() => onRemove(item)}>
          <Trash2 aria-hidden />
          Delete
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function FavouriteButton({ item, name, onFavourite }: { item: Item; name: string } & Pick<Props, 'onFavourite'>) {
  if (onFavourite === undefined) return null
  const on = item.favourite === true
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={'Favourite ' + name}
      aria-pressed={on}
      onClick={() => onFavourite(item)}
    >
      <Heart className={cn(on && 'fill-rose-500 text-rose-500')} />
    </Button>
  )
}

export function ItemGrid({ items, fields, columns, ...actions }: Props & { columns: number }) {
  const { titleKey, picture, long, short } = parts(fields)
  return (
    <ul
      className="grid gap-5 sm:grid-cols-2 lg:grid-cols-[repeat(var(--columns),minmax(0,1fr))]"
      style={{ '--columns': columns } as CSSProperties}
    >
      {items.map((item) => {
        const name = text(item, titleKey)
        return (
          <li key={item.id}>
            <Card className="group h-full gap-0 overflow-hidden py-0 transition duration-200 hover:-translate-y-0.5 hover:shadow-lg">
              <Cover
                src={picture === undefined ? undefined : text(item, picture.key)}
                title={name}
                className="aspect-[16/9] border-b"
              />
              <div className="flex flex-1 flex-col gap-3 p-4">
                <div className="flex items-start gap-1">
                  <h2 className="min-w-0 flex-1 pt-1 leading-snug font-semibold break-words">{name}</h2>
                  <FavouriteButton item={item} name={name} onFavourite={actions.onFavourite} />
                  <Actions item={item} name={name} onEdit={actions.onEdit} onRemove={actions.onRemove} />
                </div>
                <dl className="grid gap-1.5 text-sm empty:hidden">
                  {short
                    .filter((field) => item[field.key] !== undefined && item[field.key] !== '' && item[field.key] !== false)
                    .map((field) => (
                      <div key={field.key} className="flex min-h-6 items-center justify-between gap-3">
                        <dt className="text-muted-foreground shrink-0">{field.label}</dt>
                        <dd className="min-w-0 truncate text-right">
                          <FieldValue field={field} item={item} />
                        </dd>
                      </div>
                    ))}
                </dl>
                {long.map((field) => (
                  <p key={field.key} className="text-muted-foreground line-clamp-3 text-sm text-pretty">
                    {text(item, field.key)}
                  </p>
                ))}
              </div>
            </Card>
          </li>
        )
      })}
    </ul>
  )
}

export function ItemList({ items, fields, ...actions }: Props) {
  const { titleKey, picture, long, short } = parts(fields)
  return (
    <Card className="overflow-hidden py-0">
      <ul className="divide-y">
        {items.map((item) => {
          const name = text(item, titleKey)
          return (
            <li key={item.id} className="hover:bg-muted/40 flex items-center gap-4 px-4 py-3 transition-colors">
              <Cover
                src={picture === undefined ? undefined : text(item, picture.key)}
                title={name}
                className="size-12 shrink-0 rounded-md"
              />
              <div className="min-w-0 flex-1">
                <h2 className="font-medium break-words">{name}</h2>
                <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden">
                  {[...short, ...long].map((field) => (
                    <FieldValue key={field.key} field={field} item={item} />
                  ))}
                </div>
              </div>
              <FavouriteButton item={item} name={name} onFavourite={actions.onFavourite} />
              <Actions item={item} name={name} onEdit={actions.onEdit} onRemove={actions.onRemove} />
            </li>
          )
        })}
      </ul>
    </Card>
  )
}

export function ItemTable({ items, fields, ...actions }: Props) {
  const { titleKey, short } = parts(fields)
  return (
    <Card className="overflow-hidden py-0">
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead className="pl-4">{fields[0]?.label ?? 'Name'}</TableHead>
            {short.map((field) => (
              <TableHead key={field.key}>{field.label}</TableHead>
            ))}
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {items.map((item) => {
            const name = text(item, titleKey)
            return (
              <TableRow key={item.id}>
                <TableCell className="pl-4 font-medium">{name}</TableCell>
                {short.map((field) => (
                  <TableCell key={field.key}>
                    <FieldValue field={field} item={item} />
                  </TableCell>
                ))}
                <TableCell className="pr-2 text-right whitespace-nowrap">
                  <FavouriteButton item={item} name={name} onFavourite={actions.onFavourite} />
                  <Actions item={item} name={name} onEdit={actions.onEdit} onRemove={actions.onRemove} />
                </TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </Card>
  )
}

/** One column for each option of the first choice. */
export function ItemBoard({ items, fields, ...actions }: Props) {
  const { titleKey, short } = parts(fields)
  const choice = fields.find((field) => field.type === 'choice')
  const columns = choice?.options ?? ['All']
  return (
    <div className="grid auto-cols-[minmax(15rem,1fr)] grid-flow-col gap-4 overflow-x-auto pb-2">
      {columns.map((column) => (
        <section key={column} aria-label={column} className="bg-muted/50 rounded-xl border p-3">
          <h2 className="mb-3 px-1 text-sm font-semibold">{column}</h2>
          <ul className="grid gap-2">
            {items
              .filter((item) => choice === undefined || item[choice.key] === column)
              .map((item) => {
                const name = text(item, titleKey)
                return (
                  <li key={item.id} className="bg-card rounded-lg border p-3 shadow-xs">
                    <div className="flex items-start gap-1">
                      <h3 className="min-w-0 flex-1 pt-1 text-sm font-medium break-words">{name}</h3>
                      <FavouriteButton item={item} name={name} onFavourite={actions.onFavourite} />
                      <Actions item={item} name={name} onEdit={actions.onEdit} onRemove={actions.onRemove} />
                    </div>
                    <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden">
                      {short
                        .filter((field) => field.key !== choice?.key)
                        .map((field) => (
                          <FieldValue key={field.key} field={field} item={item} />
                        ))}
                    </div>
                  </li>
                )
              })}
          </ul>
        </section>
      ))}
    </div>
  )
}
`
