import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { type Section, section } from '../code.ts'
import { dataFile } from '../data.ts'
import { mergeFields } from '../fields.ts'
import { itemFiles, join } from '../lib-files.ts'

/** A month with events; a day adds one, an event opens to change or delete it. */
export function calendarSection(spec: Spec): Section {
  const own: Field[] = [
    { key: 'title', label: 'Title', type: 'text', required: true },
    { key: 'date', label: 'Date', type: 'date', required: true },
    { key: 'time', label: 'Time', type: 'time' },
    { key: 'kind', label: 'Kind', type: 'choice', options: ['Private', 'Work', 'Fun'] },
  ]
  const fields = mergeFields(own, spec.fields)
  const about = spec.topic === '' ? '' : ` (${spec.topic})`
  const samples = ['Coffee with Ines', 'Planning', 'Concert', 'Dentist', 'Long weekend'].map(
    (title, index) => ({
      id: `sample-${index + 1}`,
      title: `${title}${index === 1 ? about : ''}`,
      day: [3, 8, 14, 19, 26][index] ?? 1,
      time: ['09:30', '14:00', '20:00', '11:15', ''][index] ?? '',
      kind: ['Private', 'Work', 'Fun'][index % 3] ?? 'Work',
    }),
  )
  return section(
    'Calendar',
    'calendar',
    calendar,
    join(
      itemFiles(),
      dataFile('src/data/events.ts', { one: 'event', many: 'events' }, fields, samples),
    ),
  )
}

const calendar = `import { ChevronLeft, ChevronRight, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ItemDialog } from '@/components/item-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { fields, noun, samples } from '@/data/events'
import { type Item, text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { cn } from '@/lib/utils'

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const tones = ['bg-chart-1/20', 'bg-chart-2/20', 'bg-chart-3/20', 'bg-chart-4/20']
const kinds = fields.find((field) => field.key === 'kind')?.options ?? []
const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' })

function isoDay(date: Date) {
  const part = (value: number) => String(value).padStart(2, '0')
  return date.getFullYear() + '-' + part(date.getMonth() + 1) + '-' + part(date.getDate())
}

/** The samples have a day only; they fall into the month in which the app is opened. */
const dated: Item[] = samples.map(({ day, ...sample }) => ({
  ...sample,
  date: typeof sample.date === 'string' ? sample.date : isoDay(new Date(new Date().getFullYear(), new Date().getMonth(), Number(day))),
}))

/** The days that a month's page shows, whole weeks from Monday on. */
function daysOf(month: Date) {
  const first = new Date(month.getFullYear(), month.getMonth(), 1)
  const back = (first.getDay() + 6) % 7
  const last = new Date(month.getFullYear(), month.getMonth() + 1, 0).getDate()
  const weeks = Math.ceil((back + last) / 7)
  return Array.from({ length: weeks * 7 }, (_, index) => new Date(month.getFullYear(), month.getMonth(), 1 - back + index))
}

export function Calendar() {
  const { items, add, update, remove } = useItems('events', dated)
  const [month, setMonth] = useState(new Date())
  const [edited, setEdited] = useState<Values | null>(null)
  const today = isoDay(new Date())

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  function turn(by: number) {
    setMonth(new Date(month.getFullYear(), month.getMonth() + by, 1))
  }

  const upcoming = items.filter((item) => text(item, 'date') >= today).sort((a, b) => text(a, 'date').localeCompare(text(b, 'date')))

  return (
    <section aria-label="Calendar" className="grid grid-cols-1 gap-5 py-6">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto text-2xl font-bold tracking-tight">{monthName.format(month)}</h2>
        <Button variant="outline" size="icon" aria-label="Previous month" onClick={() => turn(-1)}>
          <ChevronLeft />
        </Button>
        <Button variant="outline" onClick={() => setMonth(new Date())}>
          Today
        </Button>
        <Button variant="outline" size="icon" aria-label="Next month" onClick={() => turn(1)}>
          <ChevronRight />
        </Button>
        <Button onClick={() => setEdited({ date: today })}>
          <Plus aria-hidden />
          Add {noun.one}
        </Button>
      </div>
      <Card className="gap-0 overflow-hidden py-0">
        <div className="bg-muted/60 grid grid-cols-7 border-b">
          {weekdays.map((day) => (
            <p key={day} className="text-muted-foreground px-2 py-2 text-center text-xs font-medium">
              {day}
            </p>
          ))}
        </div>
        <div className="grid grid-cols-7">
          {daysOf(month).map((day) => {
            const iso = isoDay(day)
            const events = items.filter((item) => item.date === iso)
            return (
              <div
                key={iso}
                className={cn('group min-h-20 min-w-0 border-r border-b p-1 sm:min-h-28 sm:p-1.5', day.getMonth() !== month.getMonth() && 'bg-muted/30 text-muted-foreground')}
              >
                <button
                  type="button"
                  aria-label={'Add on ' + iso}
                  onClick={() => setEdited({ date: iso })}
                  className={cn(
                    'hover:bg-accent grid size-7 place-items-center rounded-full text-sm tabular-nums',
                    iso === today && 'bg-primary text-primary-foreground hover:bg-primary font-semibold',
                  )}
                >
                  {day.getDate()}
                </button>
                <ul className="mt-1 grid gap-1">
                  {events.map((item) => (
                    <li key={item.id}>
                      <button
                        type="button"
                        onClick={() => setEdited(item)}
                        className={cn(
                          'w-full truncate rounded-sm px-1.5 py-0.5 text-left text-xs font-medium',
                          tones[Math.max(0, kinds.indexOf(text(item, 'kind'))) % tones.length],
                        )}
                      >
                        <span className="opacity-70 max-sm:hidden">{text(item, 'time')} </span>
                        {text(item, 'title')}
                      </button>
                    </li>
                  ))}
                </ul>
              </div>
            )
          })}
        </div>
      </Card>
      <Card className="gap-3 p-5">
        <h2 className="font-semibold">Coming up</h2>
        {upcoming.length === 0 ? (
          <p className="text-muted-foreground text-sm">Nothing planned. Enjoy the quiet.</p>
        ) : (
          <ul className="divide-y">
            {upcoming.slice(0, 6).map((item) => (
              <li key={item.id} className="flex items-center gap-3 py-2 text-sm">
                <span className="text-muted-foreground w-24 tabular-nums">{text(item, 'date')}</span>
                <span className="min-w-0 flex-1 truncate font-medium">{text(item, 'title')}</span>
                <Button variant="ghost" size="icon-sm" aria-label={'Delete ' + text(item, 'title')} onClick={() => remove(item.id)}>
                  <Trash2 className="text-muted-foreground" />
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {edited !== null && (
        <ItemDialog noun={noun.one} fields={fields} item={edited} onSave={save} onClose={() => setEdited(null)} />
      )}
    </section>
  )
}
`

/** Notes in a list beside a large page to write on; saved with every letter. */
export function notesSection(spec: Spec): Section {
  const about = spec.topic === '' ? 'anything' : spec.topic
  const fields = mergeFields(
    [
      { key: 'title', label: 'Title', type: 'text', required: true },
      { key: 'body', label: 'Text', type: 'long' },
    ],
    [],
  )
  const samples = [
    {
      id: 'sample-1',
      title: 'Welcome',
      body: `This is a place for notes about ${about}.\n\nWrite, search, delete. Everything is saved as you type.`,
    },
    {
      id: 'sample-2',
      title: 'Ideas',
      body: '– Start before it is perfect\n– Ask someone who knows\n– Sleep on it',
    },
    { id: 'sample-3', title: 'Later', body: 'Things that can wait until next week.' },
  ]
  return section(
    'Notes',
    'notes',
    notes,
    join(
      itemFiles(),
      dataFile('src/data/notes.ts', { one: 'note', many: 'notes' }, fields, samples),
    ),
  )
}

const notes = `import { FileText, Plus, Search, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '@/components/empty-state'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import { noun, samples } from '@/data/notes'
import { text } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { cn } from '@/lib/utils'

export function Notes() {
  const { items, add, update, remove } = useItems('notes', samples)
  const [open, setOpen] = useState('')
  const [query, setQuery] = useState('')
  const shown = items.filter((item) => (text(item, 'title') + text(item, 'body')).toLowerCase().includes(query.toLowerCase()))
  const note = items.find((item) => item.id === open) ?? items[0]

  return (
    <section aria-label="Notes" className="py-6">
      <Card className="grid min-h-[70svh] gap-0 overflow-hidden py-0 md:grid-cols-[18rem_1fr]">
        <div className="bg-muted/40 grid content-start gap-3 border-b p-3 md:border-r md:border-b-0">
          <div className="flex gap-2">
            <div className="relative flex-1">
              <Search aria-hidden className="text-muted-foreground absolute top-2.5 left-3 size-4" />
              <Input
                type="search"
                aria-label="Search notes"
                placeholder="Search notes"
                value={query}
                onChange={(event) => setQuery(event.target.value)}
                className="bg-background pl-9"
              />
            </div>
            <Button
              size="icon"
              aria-label={'New ' + noun.one}
              onClick={() => {
                add({ title: 'New note', body: '' })
                setOpen('')
              }}
            >
              <Plus />
            </Button>
          </div>
          <ul className="grid max-h-48 gap-1 overflow-y-auto md:max-h-none">
            {shown.map((item) => (
              <li key={item.id}>
                <button
                  type="button"
                  aria-current={item.id === note?.id}
                  onClick={() => setOpen(item.id)}
                  className={cn('hover:bg-accent grid w-full gap-0.5 rounded-md px-3 py-2 text-left transition-colors', item.id === note?.id && 'bg-accent')}
                >
                  <span className="truncate text-sm font-medium">{text(item, 'title') || 'Without a title'}</span>
                  <span className="text-muted-foreground truncate text-xs">{text(item, 'body') || 'Nothing written yet'}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
        {note === undefined ? (
          <div className="p-6">
            <EmptyState title="No notes yet" text="Press the plus to write the first one." />
          </div>
        ) : (
          <div className="grid min-w-0 grid-rows-[auto_1fr_auto] gap-2 p-4 sm:p-8">
            <div className="flex items-center gap-2">
              <FileText aria-hidden className="text-muted-foreground size-5" />
              <Input
                aria-label="Title"
                value={text(note, 'title')}
                onChange={(event) => update(note.id, { title: event.target.value })}
                className="h-auto border-0 px-0 text-2xl font-bold shadow-none focus-visible:ring-0 md:text-2xl dark:bg-transparent"
              />
              <Button variant="ghost" size="icon" aria-label={'Delete ' + text(note, 'title')} onClick={() => remove(note.id)}>
                <Trash2 />
              </Button>
            </div>
            <Textarea
              aria-label="Text"
              placeholder="Start writing …"
              value={text(note, 'body')}
              onChange={(event) => update(note.id, { body: event.target.value })}
              className="min-h-64 resize-none border-0 px-0 text-base leading-relaxed shadow-none focus-visible:ring-0 md:text-base dark:bg-transparent"
            />
            <p className="text-muted-foreground text-xs">
              {text(note, 'body').split(' ').filter(Boolean).length} words · saved
            </p>
          </div>
        )}
      </Card>
    </section>
  )
}
`

/** Habits with a week to tick and a streak. */
export function habitsSection(spec: Spec): Section {
  const fields = mergeFields(
    [{ key: 'title', label: 'Habit', type: 'text', required: true }],
    spec.fields,
    ['days'],
  )
  const samples = [
    'Read ten pages',
    'Walk outside',
    'Drink enough water',
    'No phone after ten',
  ].map((title, index) => ({
    id: `sample-${index + 1}`,
    title,
    ago: ['0 1 2 4 5', '1 2 3', '0 1 3 6', '2 5'][index] ?? '1',
    ...Object.fromEntries(
      fields
        .slice(1)
        .map((field) => [field.key, field.options?.[index % field.options.length] ?? '']),
    ),
  }))
  return section(
    'Habits',
    'habits',
    habits,
    join(
      itemFiles(),
      dataFile('src/data/habits.ts', { one: 'habit', many: 'habits' }, fields, samples),
    ),
  )
}

const habits = `import { Check, Flame, Pencil, Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { EmptyState } from '@/components/empty-state'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Progress } from '@/components/ui/progress'
import { fields, noun, samples } from '@/data/habits'
import { type Item, text } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { cn } from '@/lib/utils'

const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' })

function isoDay(back: number) {
  const date = new Date()
  date.setDate(date.getDate() - back)
  return date.toISOString().slice(0, 10)
}

/** The samples say how many days ago they were kept up, so that they are never old. */
const dated: Item[] = samples.map(({ ago, ...sample }) => ({
  ...sample,
  days: String(ago ?? '').split(' ').filter(Boolean).map((back) => isoDay(Number(back))).join(' '),
}))

const week = [6, 5, 4, 3, 2, 1, 0].map(isoDay)

function daysOf(item: Item) {
  return text(item, 'days').split(' ').filter(Boolean)
}

/** Days in a row up to today, or up to yesterday while today is still open. */
function streakOf(item: Item) {
  const days = new Set(daysOf(item))
  let back = days.has(isoDay(0)) ? 0 : 1
  let streak = 0
  while (days.has(isoDay(back))) {
    streak += 1
    back += 1
  }
  return streak
}

export function Habits() {
  const { items, add, update, remove } = useItems('habits', dated)
  const [title, setTitle] = useState('')
  const [error, setError] = useState('')
  const [edited, setEdited] = useState<Item | null>(null)
  const today = isoDay(0)
  const done = items.filter((item) => daysOf(item).includes(today)).length

  function submit(event: FormEvent) {
    event.preventDefault()
    if (title.trim() === '') {
      setError('Please name the habit first.')
      return
    }
    add({ title: title.trim(), days: '' })
    setTitle('')
    setError('')
  }

  function toggle(item: Item, day: string) {
    const days = daysOf(item)
    const next = days.includes(day) ? days.filter((one) => one !== day) : [...days, day]
    update(item.id, { days: next.join(' ') })
  }

  return (
    <section aria-label="Habits" className="grid grid-cols-1 gap-5 py-6">
      <form onSubmit={submit} noValidate className="flex flex-wrap gap-2">
        <Input
          aria-label="New habit"
          aria-invalid={error !== ''}
          placeholder="New habit"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          className="min-w-48 flex-1"
        />
        <Button type="submit">
          <Plus aria-hidden />
          Add
        </Button>
        {error !== '' && (
          <p role="alert" className="text-destructive w-full text-sm">
            {error}
          </p>
        )}
      </form>
      <div className="flex items-center gap-4">
        <Progress aria-label="Done today" value={items.length === 0 ? 0 : (done / items.length) * 100} className="flex-1" />
        <p className="text-muted-foreground text-sm tabular-nums">
          {done} of {items.length} done today
        </p>
      </div>
      {items.length === 0 ? (
        <EmptyState title="No habits yet" text="Start with one that takes two minutes." />
      ) : (
        <ul className="grid gap-3">
          {items.map((item) => (
            <li key={item.id}>
              <Card className="relative flex-row flex-wrap items-center gap-x-4 gap-y-3 p-4">
                <div className="min-w-40 flex-1">
                  <h2 className="font-semibold break-words">{text(item, 'title')}</h2>
                  <p className="text-muted-foreground flex flex-wrap items-center gap-2 text-sm">
                    <Flame aria-hidden className="size-4 text-orange-500" />
                    {streakOf(item) === 1 ? '1 day' : streakOf(item) + ' days'} in a row
                    {fields.slice(1).map((field) => (
                      <FieldValue key={field.key} field={field} item={item} />
                    ))}
                  </p>
                </div>
                <div className="flex gap-1.5">
                  {week.map((day) => {
                    const on = daysOf(item).includes(day)
                    return (
                      <button
                        key={day}
                        type="button"
                        aria-pressed={on}
                        aria-label={text(item, 'title') + ' on ' + day}
                        onClick={() => toggle(item, day)}
                        className="grid justify-items-center gap-1 text-xs"
                      >
                        <span className={cn('text-muted-foreground', day === today && 'text-foreground font-semibold')}>
                          {weekday.format(new Date(day + 'T12:00:00')).slice(0, 2)}
                        </span>
                        <span
                          className={cn(
                            'grid size-8 place-items-center rounded-full border transition-colors',
                            on ? 'bg-primary text-primary-foreground border-primary' : 'hover:border-primary',
                          )}
                        >
                          {on && <Check className="size-4" />}
                        </span>
                      </button>
                    )
                  })}
                </div>
                <div className="flex max-sm:absolute max-sm:top-3 max-sm:right-3">
                  <Button variant="ghost" size="icon-sm" aria-label={'Edit ' + text(item, 'title')} onClick={() => setEdited(item)}>
                    <Pencil className="text-muted-foreground" />
                  </Button>
                  <Button variant="ghost" size="icon-sm" aria-label={'Delete ' + text(item, 'title')} onClick={() => remove(item.id)}>
                    <Trash2 className="text-muted-foreground" />
                  </Button>
                </div>
              </Card>
            </li>
          ))}
        </ul>
      )}
      {edited !== null && (
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
`
