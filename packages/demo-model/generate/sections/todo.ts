import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { pascal, sentence } from '../../parse/words.ts'
import { jsx, type Section, section } from '../code.ts'
import { dataFile, dataImport, dataPath, storeKey } from '../data.ts'
import { itemFiles, join } from '../lib-files.ts'
import { mergeFields } from '../fields.ts'
import { sampleDay, sampleItems } from '../samples.ts'

const tasks = [
  'Book the dentist',
  'Pick up the parcel',
  'Water the plants',
  'Call grandma',
  'Renew the library card',
  'Plan the weekend',
]

/** Things to tick off: quick add, filter, progress, edit and delete. */
export function todoSection(spec: Spec): Section {
  const { one, many } = spec.entity
  const fields = todoFields(spec)
  const path = dataPath(one)
  const isTask = /^(?:task|to-do|errand|chore|reminder)$/.test(one)
  const samples = sampleItems(fields, one, 4).map((sample, index) => ({
    ...sample,
    title:
      isTask || spec.topic === ''
        ? (tasks[index] ?? '')
        : `${topical[index % topical.length]} ${one}`,
    ...(fields.some((field) => field.key === 'due')
      ? { due: sampleDay(`${spec.name}${index}`) }
      : {}),
    done: index === 3,
  }))
  const component = `${pascal(one)}List`
  return section(
    component,
    `${many.replace(/[^a-z]+/gi, '-').toLowerCase()}-list`,
    source(component, dataImport(path), storeKey(one), one, many),
    join(itemFiles(), dataFile(path, { one, many }, fields, samples)),
  )
}

const topical = ['Order the first', 'Compare every', 'Ask a friend about the', 'Make room for the']

function todoFields(spec: Spec): Field[] {
  const fields: Field[] = [
    { key: 'title', label: sentence(spec.entity.one), type: 'text', required: true },
  ]
  if (spec.features.has('priority')) {
    fields.push({
      key: 'priority',
      label: 'Priority',
      type: 'choice',
      options: ['Low', 'Medium', 'High'],
    })
  }
  if (spec.features.has('due')) fields.push({ key: 'due', label: 'Due date', type: 'date' })
  if (spec.features.has('category')) {
    fields.push({
      key: 'category',
      label: 'Category',
      type: 'choice',
      options: ['Home', 'Work', 'Other'],
    })
  }
  return mergeFields(fields, spec.fields, ['done'])
}

function source(component: string, data: string, key: string, one: string, many: string): string {
  return `import { Pencil, Plus, Search, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { EmptyState } from '@/components/empty-state'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { Progress } from '@/components/ui/progress'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { Tabs, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { fields, noun, samples } from '${data}'
import { type Field, type Item, text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { cn } from '@/lib/utils'

const filters = ['All', 'Active', 'Done'] as const
const [titleField, ...details] = fields
const quick = details.filter((field) => field.type === 'choice' || field.type === 'date')

function startValues(): Values {
  return Object.fromEntries(
    quick.map((field) => {
      const options = field.options ?? []
      return [field.key, options[Math.floor((options.length - 1) / 2)] ?? '']
    }),
  )
}

/** Open before done, then by the first choice that has an order, the highest first. */
function inOrder(a: Item, b: Item) {
  if (a.done !== b.done) return a.done === true ? 1 : -1
  const ranked = fields.find((field) => field.key === 'priority')
  if (ranked === undefined) return 0
  const rank = (item: Item) => ranked.options?.indexOf(text(item, 'priority')) ?? 0
  return rank(b) - rank(a)
}

export function ${component}() {
  const { items, add, update, remove, save } = useItems(${key}, samples)
  const [title, setTitle] = useState('')
  const [extra, setExtra] = useState(startValues)
  const [filter, setFilter] = useState<string>('All')
  const [query, setQuery] = useState('')
  const [error, setError] = useState('')
  const [edited, setEdited] = useState<Item | null>(null)

  const done = items.filter((item) => item.done === true).length
  const shown = items
    .filter((item) => filter === 'All' || (filter === 'Done') === (item.done === true))
    .filter((item) => text(item, 'title').toLowerCase().includes(query.toLowerCase()))
    .sort(inOrder)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (title.trim() === '') {
      setError('Please write what it is first.')
      return
    }
    add({ ...extra, title: title.trim(), done: false })
    setTitle('')
    setError('')
  }

  return (
    <section aria-label=${jsx(many)} className="grid grid-cols-1 gap-5 py-6">
      <form onSubmit={submit} noValidate>
        <Card className="gap-3 p-4">
          <div className="flex flex-wrap gap-2">
            <Input
              aria-label=${jsx(`New ${one}`)}
              aria-invalid={error !== ''}
              placeholder=${jsx(`New ${one}`)}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
              className="min-w-48 flex-1"
            />
            {quick.map((field) => (
              <QuickField
                key={field.key}
                field={field}
                value={text(extra, field.key)}
                onChange={(value) => setExtra({ ...extra, [field.key]: value })}
              />
            ))}
            <Button type="submit">
              <Plus aria-hidden />
              Add
            </Button>
          </div>
          {error !== '' && (
            <p role="alert" className="text-destructive text-sm">
              {error}
            </p>
          )}
        </Card>
      </form>

      <div className="flex flex-wrap items-center gap-3">
        <Tabs value={filter} onValueChange={setFilter}>
          <TabsList aria-label="Filter">
            {filters.map((name) => (
              <TabsTrigger key={name} value={name}>
                {name}
                <span className="text-muted-foreground text-xs tabular-nums">
                  {name === 'All' ? items.length : name === 'Done' ? done : items.length - done}
                </span>
              </TabsTrigger>
            ))}
          </TabsList>
        </Tabs>
        <div className="relative ml-auto min-w-40 max-sm:w-full">
          <Search aria-hidden className="text-muted-foreground absolute top-2.5 left-3 size-4" />
          <Input
            type="search"
            aria-label="Search"
            placeholder="Search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="pl-9"
          />
        </div>
      </div>

      {items.length > 0 && (
        <div className="flex items-center gap-4">
          <Progress aria-label="Done so far" value={(done / items.length) * 100} className="flex-1" />
          <p className="text-muted-foreground text-sm tabular-nums">
            {done} of {items.length} done
          </p>
        </div>
      )}

      {shown.length === 0 ? (
        <EmptyState
          title={items.length === 0 ? 'All clear' : 'Nothing matches'}
          text={items.length === 0 ? 'Add your first ' + noun.one + ' above.' : 'Try another filter or search.'}
        />
      ) : (
        <Card className="gap-0 divide-y overflow-hidden py-0">
          <ul className="divide-y">
            {shown.map((item) => (
              <li key={item.id} className="group hover:bg-muted/40 flex items-start gap-3 px-4 py-3 transition-colors">
                <Checkbox
                  className="mt-0.5 size-5 rounded-full"
                  aria-label={text(item, 'title')}
                  checked={item.done === true}
                  onCheckedChange={(checked) => update(item.id, { done: checked === true })}
                />
                <div className="min-w-0 flex-1">
                  <p className={cn('font-medium break-words', item.done === true && 'text-muted-foreground line-through')}>
                    {text(item, 'title')}
                  </p>
                  <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 empty:hidden">
                    {details.map((field) => (
                      <FieldValue key={field.key} field={field} item={item} />
                    ))}
                  </div>
                </div>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={'Edit ' + text(item, 'title')}
                  onClick={() => setEdited(item)}
                >
                  <Pencil className="text-muted-foreground" />
                </Button>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={'Delete ' + text(item, 'title')}
                  onClick={() => remove(item.id)}
                >
                  <Trash2 className="text-muted-foreground" />
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}

      {done > 0 && (
        <Button
          variant="ghost"
          size="sm"
          className="text-muted-foreground justify-self-end"
          onClick={() => save(items.filter((item) => item.done !== true))}
        >
          Clear done
        </Button>
      )}

      {edited !== null && titleField !== undefined && (
        <ItemDialog
          noun={noun.one}
          fields={fields}
          item={edited}
          onClose={() => setEdited(null)}
          onSave={(values) => {
            update(edited.id, values)
            setEdited(null)
          }}
        />
      )}
    </section>
  )
}

function QuickField({ field, value, onChange }: { field: Field; value: string; onChange: (value: string) => void }) {
  if (field.type === 'date') {
    return (
      <Input
        type="date"
        aria-label={field.label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="w-40"
      />
    )
  }
  return (
    <Select value={value} onValueChange={onChange}>
      <SelectTrigger aria-label={field.label} className="min-w-28">
        <SelectValue placeholder={field.label} />
      </SelectTrigger>
      <SelectContent>
        {(field.options ?? []).map((option) => (
          <SelectItem key={option} value={option}>
            {option}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  )
}
`
}
