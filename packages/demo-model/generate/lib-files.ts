import type { Files } from './code.ts'

const useStored = `import { useSyncExternalStore } from 'react'

const values = new Map<string, unknown>()
const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read<T>(key: string, initial: T): T {
  if (!values.has(key)) {
    try {
      const saved = localStorage.getItem(key)
      if (saved === null) return initial
      values.set(key, JSON.parse(saved))
    } catch {
      return initial
    }
  }
  return values.get(key) as T
}

/** Like useState, but kept in localStorage and shared by all who use the same key. */
export function useStored<T>(key: string, initial: T) {
  const value = useSyncExternalStore(subscribe, () => read(key, initial))

  function setValue(next: T | ((old: T) => T)) {
    const value = next instanceof Function ? next(read(key, initial)) : next
    values.set(key, value)
    try {
      localStorage.setItem(key, JSON.stringify(value))
    } catch {
      // Storage is full or switched off: the value lives until the page is closed.
    }
    for (const listener of listeners) listener()
  }

  return [value, setValue] as const
}
`

const useItems = `import { useMemo } from 'react'
import type { Item, Values } from '@/lib/fields'
import { useStored } from '@/lib/use-stored'

type Saved = { items: Item[]; seen: string[] }

/** What was saved, plus samples added to the code since, less those taken out of it. */
function merge(saved: Saved | null, samples: Item[]): Item[] {
  if (saved === null) return samples
  const known = new Set(saved.seen)
  const current = new Set(samples.map((sample) => sample.id))
  const kept = saved.items.filter((item) => !known.has(item.id) || current.has(item.id))
  return [...kept, ...samples.filter((sample) => !known.has(sample.id))]
}

/** A list that starts with samples and remembers every change. */
export function useItems(key: string, samples: Item[]) {
  const [saved, setSaved] = useStored<Saved | null>(key, null)
  const items = useMemo(() => merge(saved, samples), [saved, samples])

  function save(next: Item[]) {
    setSaved({ items: next, seen: samples.map((sample) => sample.id) })
  }

  function add(values: Values) {
    const id = Date.now().toString(36) + Math.random().toString(36).slice(2, 8)
    save([{ ...values, id }, ...items])
  }

  function update(id: string, values: Values) {
    save(items.map((item) => (item.id === id ? { ...item, ...values, id } : item)))
  }

  function remove(id: string) {
    save(items.filter((item) => item.id !== id))
  }

  return { items, add, update, remove, save }
}
`

const fields = `export type Value = string | number | boolean
export type Values = Record<string, Value>
export type Item = Values & { id: string }

export type Field = {
  key: string
  label: string
  type:
    | 'text' | 'long' | 'number' | 'money' | 'date' | 'time' | 'choice'
    | 'boolean' | 'rating' | 'image' | 'url' | 'email' | 'phone'
  required?: boolean
  options?: string[]
}

const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' })
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })

/** A value of an item as text, empty where there is none. */
export function text(item: Values, key: string): string {
  const value = item[key]
  return value === undefined ? '' : String(value)
}

export function formatMoney(amount: number): string {
  return money.format(amount)
}

export function formatDate(day: string): string {
  const parsed = new Date(day + 'T12:00:00')
  return Number.isNaN(parsed.getTime()) ? day : date.format(parsed)
}

export function formatValue(field: Field, value: Value | undefined): string {
  if (value === undefined || value === '') return ''
  switch (field.type) {
    case 'money':
      return formatMoney(Number(value))
    case 'date':
      return formatDate(String(value))
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'rating':
      return String(value) + ' of 5'
    default:
      return String(value)
  }
}

export function emptyValues(fields: Field[]): Values {
  return Object.fromEntries(
    fields.map((field) => [field.key, field.type === 'boolean' ? false : field.type === 'rating' ? 0 : '']),
  )
}

/** What is wrong with the values, by field key; empty when all is well. */
export function findErrors(fields: Field[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const field of fields) {
    const value = text(values, field.key).trim()
    if (value === '') {
      if (field.required) errors[field.key] = 'Please fill in ' + field.label.toLowerCase() + '.'
    } else if (field.type === 'email' && !/^[^@ ]+@[^@ ]+[.][^@ ]+$/.test(value)) {
      errors[field.key] = 'This does not look like an e-mail address.'
    } else if ((field.type === 'number' || field.type === 'money') && Number.isNaN(Number(value))) {
      errors[field.key] = 'Please enter a number.'
    } else if (field.type === 'url' && !/^(https?:[/][/])?[^ ]+[.][^ ]+$/.test(value)) {
      errors[field.key] = 'This does not look like a link.'
    }
  }
  return errors
}
`

const fieldInput = `import { Star } from 'lucide-react'
import { Checkbox } from '@/components/ui/checkbox'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import type { Field, Value } from '@/lib/fields'
import { cn } from '@/lib/utils'

type Props = {
  field: Field
  value: Value
  error?: string
  onChange: (value: Value) => void
}

const inputTypes: Partial<Record<Field['type'], string>> = {
  date: 'date',
  time: 'time',
  email: 'email',
  phone: 'tel',
}

/** The right control for a field, with its label and error. */
export function FieldInput({ field, value, error, onChange }: Props) {
  const id = 'field-' + field.key
  const shared = { id, 'aria-invalid': error !== undefined, 'aria-describedby': error ? id + '-error' : undefined }

  if (field.type === 'boolean') {
    return (
      <div className="flex items-center gap-2">
        <Checkbox id={id} checked={value === true} onCheckedChange={(checked) => onChange(checked === true)} />
        <Label htmlFor={id}>{field.label}</Label>
      </div>
    )
  }

  return (
    <div className="grid gap-2">
      {field.type === 'rating' ? (
        <span className="text-sm font-medium">{field.label}</span>
      ) : (
        <Label htmlFor={id}>{field.label}</Label>
      )}
      {field.type === 'long' ? (
        <Textarea {...shared} value={String(value)} rows={3} onChange={(event) => onChange(event.target.value)} />
      ) : field.type === 'choice' ? (
        <Select value={String(value)} onValueChange={onChange}>
          <SelectTrigger {...shared} className="w-full">
            <SelectValue placeholder={'Choose ' + field.label.toLowerCase()} />
          </SelectTrigger>
          <SelectContent>
            {(field.options ?? []).map((option) => (
              <SelectItem key={option} value={option}>
                {option}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      ) : field.type === 'rating' ? (
        <div role="group" aria-label={field.label} className="flex gap-1">
          {[1, 2, 3, 4, 5].map((stars) => (
            <button
              key={stars}
              type="button"
              aria-label={stars === 1 ? '1 star' : stars + ' stars'}
              aria-pressed={Number(value) === stars}
              onClick={() => onChange(Number(value) === stars ? 0 : stars)}
              className="rounded-sm p-0.5 focus-visible:outline-2"
            >
              <Star className={cn('size-6', stars <= Number(value) ? 'fill-amber-400 text-amber-400' : 'text-muted-foreground/50')} />
            </button>
          ))}
        </div>
      ) : (
        <Input
          {...shared}
          type={inputTypes[field.type] ?? 'text'}
          inputMode={field.type === 'number' || field.type === 'money' ? 'decimal' : undefined}
          placeholder={field.type === 'image' || field.type === 'url' ? 'https://' : undefined}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {error !== undefined && (
        <p id={id + '-error'} className="text-destructive text-sm">
          {error}
        </p>
      )}
    </div>
  )
}
`

const fieldValue = `import { Check, Star } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { type Field, formatValue, type Item } from '@/lib/fields'
import { cn } from '@/lib/utils'

const tones = [
  'bg-chart-1/15 border-chart-1/30',
  'bg-chart-2/15 border-chart-2/30',
  'bg-chart-3/15 border-chart-3/30',
  'bg-chart-4/15 border-chart-4/30',
  'bg-chart-5/15 border-chart-5/30',
]

/** Shows one field of an item in the way that suits its type. */
export function FieldValue({ field, item }: { field: Field; item: Item }) {
  const value = item[field.key]
  if (value === undefined || value === '' || value === false) return null

  switch (field.type) {
    case 'choice': {
      const position = Math.max(0, field.options?.indexOf(String(value)) ?? 0)
      return (
        <Badge variant="outline" className={cn('text-foreground font-medium', tones[position % tones.length])}>
          {String(value)}
        </Badge>
      )
    }
    case 'rating':
      return Number(value) === 0 ? null : (
        <span role="img" aria-label={String(value) + ' of 5 stars'} className="inline-flex items-center gap-0.5">
          {[1, 2, 3, 4, 5].map((star) => (
            <Star
              key={star}
              className={cn('size-3.5', star <= Number(value) ? 'fill-amber-400 text-amber-400' : 'text-muted-foreground/30')}
            />
          ))}
        </span>
      )
    case 'boolean':
      return (
        <Badge variant="secondary">
          <Check aria-hidden className="size-3" />
          {field.label}
        </Badge>
      )
    case 'url': {
      const link = String(value)
      return (
        <a
          href={link.startsWith('http') ? link : 'https://' + link}
          target="_blank"
          rel="noreferrer"
          className="text-sm underline underline-offset-4"
        >
          {link.replace(/^https?:[/][/]/, '')}
        </a>
      )
    }
    case 'email':
      return (
        <a href={'mailto:' + String(value)} className="text-sm underline underline-offset-4">
          {String(value)}
        </a>
      )
    case 'money':
      return <span className="text-sm font-semibold tabular-nums">{formatValue(field, value)}</span>
    default:
      return <span className="text-muted-foreground text-sm">{formatValue(field, value)}</span>
  }
}
`

const itemDialog = `import { type FormEvent, useState } from 'react'
import { FieldInput } from '@/components/field-input'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { emptyValues, type Field, findErrors, type Values } from '@/lib/fields'

type Props = {
  noun: string
  fields: Field[]
  /** The item to change; null for a new one. */
  item: Values | null
  onSave: (values: Values) => void
  onClose: () => void
}

/** A form in a dialog for a new item or an existing one. */
export function ItemDialog({ noun, fields, item, onSave, onClose }: Props) {
  const [values, setValues] = useState<Values>({ ...emptyValues(fields), ...item })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const isNew = item === null || item.id === undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    const found = findErrors(fields, values)
    setErrors(found)
    if (Object.keys(found).length === 0) onSave(values)
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-h-[90dvh] overflow-y-auto">
        <form onSubmit={submit} noValidate className="grid gap-5">
          <DialogHeader>
            <DialogTitle>{isNew ? 'New ' + noun : 'Edit ' + noun}</DialogTitle>
            <DialogDescription>
              {isNew ? 'Fill in what you know; you can change it later.' : 'Change what you like and save.'}
            </DialogDescription>
          </DialogHeader>
          {fields.map((field) => (
            <FieldInput
              key={field.key}
              field={field}
              value={values[field.key] ?? ''}
              error={errors[field.key]}
              onChange={(value) => setValues({ ...values, [field.key]: value })}
            />
          ))}
          <DialogFooter>
            <Button type="button" variant="outline" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Save</Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  )
}
`

const cover = `import { cn } from '@/lib/utils'

function seedOf(text: string): number {
  let seed = 7
  for (const letter of text) seed = (seed * 131 + letter.charCodeAt(0)) % 999983
  return seed
}

const colours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)']

/** A picture: the image at src, or else a small drawing made from the title. */
export function Cover({ src, title, className }: { src?: string; title: string; className?: string }) {
  if (src !== undefined && /^(https?:|data:|[/])/.test(src)) {
    return <img src={src} alt={title} loading="lazy" className={cn('w-full object-cover', className)} />
  }
  const seed = seedOf(title)
  const colour = (offset: number) => colours[(seed + offset) % colours.length]
  const at = (step: number, range: number) => Math.floor(seed / step) % range
  return (
    <svg
      role="img"
      aria-label={title}
      viewBox="0 0 400 300"
      preserveAspectRatio="xMidYMid slice"
      className={cn('w-full', className)}
    >
      <rect width="400" height="300" fill={colour(0)} opacity="0.28" />
      {seed % 3 === 0 && (
        <>
          <circle cx={90 + at(3, 220)} cy={70 + at(7, 60)} r={34 + at(5, 24)} fill={colour(1)} opacity="0.9" />
          <path d={'M0 ' + (180 + at(11, 50)) + ' C 120 ' + (90 + at(13, 60)) + ' 250 ' + (230 + at(23, 40)) + ' 400 ' + (140 + at(29, 60)) + ' V 300 H 0 Z'} fill={colour(2)} opacity="0.65" />
          <path d={'M0 ' + (235 + at(17, 40)) + ' C 130 ' + (160 + at(19, 60)) + ' 280 ' + (270 + at(31, 30)) + ' 400 ' + (200 + at(37, 50)) + ' V 300 H 0 Z'} fill={colour(0)} opacity="0.85" />
        </>
      )}
      {seed % 3 === 1 && (
        <>
          <circle cx={60 + at(3, 120)} cy={90 + at(5, 80)} r={80 + at(7, 50)} fill={colour(1)} opacity="0.6" />
          <circle cx={240 + at(11, 100)} cy={150 + at(13, 80)} r={90 + at(17, 40)} fill={colour(2)} opacity="0.55" />
          <circle cx={170 + at(19, 80)} cy={120 + at(23, 90)} r={46 + at(29, 30)} fill={colour(0)} opacity="0.8" />
        </>
      )}
      {seed % 3 === 2 && (
        <g transform={'rotate(' + (at(3, 50) - 25) + ' 200 150)'}>
          {[0, 1, 2, 3, 4].map((bar) => (
            <rect
              key={bar}
              x={-40 + bar * 100}
              y={-100 + at(7 + bar, 90)}
              width={58 + at(5, 30)}
              height="420"
              rx="40"
              fill={colour(bar + 1)}
              opacity="0.6"
            />
          ))}
        </g>
      )}
    </svg>
  )
}
`

const empty = `import { Inbox } from 'lucide-react'
import type { ReactNode } from 'react'

/** What stands where a list has nothing to show. */
export function EmptyState({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="bg-muted/40 flex flex-col items-center gap-2 rounded-xl border border-dashed px-6 py-14 text-center">
      <span className="bg-primary/10 mb-2 grid size-12 place-items-center rounded-full">
        <Inbox aria-hidden className="text-primary size-6" />
      </span>
      <p className="font-semibold">{title}</p>
      <p className="text-muted-foreground max-w-sm text-sm text-pretty">{text}</p>
      {children}
    </div>
  )
}
`

/** Everything that a section with stored items uses. */
export function itemFiles(): Files {
  return new Map([
    ['src/lib/use-stored.ts', useStored],
    ['src/lib/use-items.ts', useItems],
    ['src/lib/fields.ts', fields],
    ['src/components/field-input.tsx', fieldInput],
    ['src/components/field-value.tsx', fieldValue],
    ['src/components/item-dialog.tsx', itemDialog],
    ['src/components/empty-state.tsx', empty],
  ])
}

/** The hook that keeps one value in localStorage. */
export function storedFiles(): Files {
  return new Map([['src/lib/use-stored.ts', useStored]])
}

/** Drawings that stand in for photos. */
export function coverFiles(): Files {
  return new Map([['src/components/cover.tsx', cover]])
}

export function emptyStateFiles(): Files {
  return new Map([['src/components/empty-state.tsx', empty]])
}

/** One map out of several; a later one wins. */
export function join(...all: Files[]): Files {
  return new Map(all.flatMap((files) => [...files]))
}
