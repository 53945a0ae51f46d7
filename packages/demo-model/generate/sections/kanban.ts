import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { jsx, literal, type Section, section } from '../code.ts'
import { dataFile, storeKey } from '../data.ts'
import { mergeFields } from '../fields.ts'
import { itemFiles, join } from '../lib-files.ts'
import { sampleItems } from '../samples.ts'

const defaultColumns = [
  'To do',
  'In progress',
  'Review',
  'Done',
  'Later',
  'Archive',
  'Blocked',
  'Ideas',
]
const cards = [
  'Sketch the first idea',
  'Talk to three people',
  'Write it down',
  'Build a small version',
  'Try it with a friend',
  'Tidy up',
]

/** A board with columns; cards are dragged or moved by a menu. */
export function kanbanSection(spec: Spec): Section {
  const { one, many } = spec.entity
  const columns = boardColumns(spec)
  const own: Field[] = [
    { key: 'title', label: 'Title', type: 'text', required: true },
    { key: 'notes', label: 'Notes', type: 'long' },
  ]
  if (spec.features.has('priority'))
    own.push({
      key: 'priority',
      label: 'Priority',
      type: 'choice',
      options: ['Low', 'Medium', 'High'],
    })
  if (spec.features.has('due')) own.push({ key: 'due', label: 'Due date', type: 'date' })
  const fields = mergeFields(own, spec.fields, ['column'])
  const samples = sampleItems(fields, one, 6).map((sample, index) => ({
    ...sample,
    title: cards[index] ?? '',
    notes: index % 2 === 0 ? String(sample['notes'] ?? '') : '',
    column: columns[Math.floor((index * columns.length) / 6)] ?? '',
  }))
  const more = `/** From left to right; rename, add or remove freely. */\nexport const columns = ${literal(columns)}\n\n`
  const files = dataFile('src/data/board.ts', { one, many }, fields, samples, more)
  return section(
    'Board',
    'board',
    source(storeKey('board card'), one, many),
    join(itemFiles(), files),
  )
}

function boardColumns(spec: Spec): string[] {
  if (spec.columns.length > 0) return spec.columns
  const wanted = spec.counts['columns'] ?? spec.counts['lists'] ?? spec.counts['stages'] ?? 3
  const count = Math.min(8, Math.max(1, wanted))
  if (count === 3) return ['To do', 'In progress', 'Done']
  return defaultColumns.slice(0, count)
}

function source(key: string, one: string, many: string): string {
  return `import { ChevronLeft, ChevronRight, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { columns, fields, noun, samples } from '@/data/board'
import { type Item, text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { cn } from '@/lib/utils'

const tones = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-4', 'bg-chart-5']

/** A card whose column is gone goes into the first one. */
function columnOf(item: Item) {
  const column = text(item, 'column')
  return columns.includes(column) ? column : (columns[0] ?? '')
}

export function Board() {
  const { items, add, update, remove } = useItems(${key}, samples)
  const [edited, setEdited] = useState<Values | null>(null)
  const [over, setOver] = useState('')

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  return (
    <section aria-label=${jsx(many)} className="py-6">
      <div className="grid auto-cols-[minmax(16rem,1fr)] grid-flow-col items-start gap-4 overflow-x-auto pb-4">
        {columns.map((column, position) => {
          const cards = items.filter((item) => columnOf(item) === column)
          return (
            <section
              key={column}
              aria-label={column}
              onDragOver={(event) => {
                event.preventDefault()
                setOver(column)
              }}
              onDragLeave={() => setOver('')}
              onDrop={(event) => {
                update(event.dataTransfer.getData('text/plain'), { column })
                setOver('')
              }}
              className={cn(
                'bg-muted/60 grid gap-3 rounded-xl border p-3 transition-colors',
                over === column && 'border-primary bg-primary/5',
              )}
            >
              <header className="flex items-center gap-2 px-1">
                <span aria-hidden className={cn('size-2.5 rounded-full', tones[position % tones.length])} />
                <h2 className="min-w-0 truncate text-sm font-semibold">{column}</h2>
                <Badge variant="secondary" className="tabular-nums">
                  {cards.length}
                </Badge>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  className="ml-auto"
                  aria-label={'Add ' + noun.one + ' to ' + column}
                  onClick={() => setEdited({ column })}
                >
                  <Plus />
                </Button>
              </header>
              {cards.length === 0 && (
                <p className="text-muted-foreground rounded-lg border border-dashed px-3 py-6 text-center text-sm">
                  Nothing here yet
                </p>
              )}
              <ul className="grid gap-2">
                {cards.map((item) => (
                  <li
                    key={item.id}
                    draggable
                    onDragStart={(event) => event.dataTransfer.setData('text/plain', item.id)}
                    className="bg-card group cursor-grab rounded-lg border p-3 shadow-xs transition-shadow hover:shadow-md active:cursor-grabbing"
                  >
                    <h3 className="text-sm font-medium break-words">{text(item, 'title')}</h3>
                    <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden">
                      {fields.slice(1).map((field) => (
                        <FieldValue key={field.key} field={field} item={item} />
                      ))}
                    </div>
                    <div className="mt-2 -mb-1 -ml-1.5 flex">
                      <CardButton
                        label={'Move ' + text(item, 'title') + ' left'}
                        disabled={position === 0}
                        onClick={() => update(item.id, { column: columns[position - 1] ?? column })}
                      >
                        <ChevronLeft />
                      </CardButton>
                      <CardButton
                        label={'Move ' + text(item, 'title') + ' right'}
                        disabled={position === columns.length - 1}
                        onClick={() => update(item.id, { column: columns[position + 1] ?? column })}
                      >
                        <ChevronRight />
                      </CardButton>
                      <span className="flex-1" />
                      <CardButton label={'Edit ' + text(item, 'title')} onClick={() => setEdited(item)}>
                        <Pencil />
                      </CardButton>
                      <CardButton label={'Delete ' + text(item, 'title')} onClick={() => remove(item.id)}>
                        <Trash2 />
                      </CardButton>
                    </div>
                  </li>
                ))}
              </ul>
              <Button variant="ghost" size="sm" className="justify-start" onClick={() => setEdited({ column })}>
                <Plus aria-hidden />
                Add ${one}
              </Button>
            </section>
          )
        })}
      </div>
      {edited !== null && (
        <ItemDialog noun={noun.one} fields={fields} item={edited} onSave={save} onClose={() => setEdited(null)} />
      )}
    </section>
  )
}

type CardButtonProps = { label: string; disabled?: boolean; onClick: () => void; children: React.ReactNode }

function CardButton({ label, disabled, onClick, children }: CardButtonProps) {
  return (
    <Button
      variant="ghost"
      size="icon-xs"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
      className="text-muted-foreground"
    >
      {children}
    </Button>
  )
}
`
}
