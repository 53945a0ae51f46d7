import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { sentence, singular } from '../../parse/words.ts'
import { type Section, section } from '../code.ts'
import { dataFile } from '../data.ts'
import { mergeFields } from '../fields.ts'
import { coverFiles, itemFiles, join } from '../lib-files.ts'
import { sampleDay, samplePerson } from '../samples.ts'
import { topicOf } from './marketing.ts'

/** Posts with a featured one, topics, reading in place and writing new ones. */
export function blogSection(spec: Spec): Section {
  const topic = topicOf(spec)
  const own: Field[] = [
    { key: 'title', label: 'Title', type: 'text', required: true },
    { key: 'topic', label: 'Topic', type: 'choice', options: ['Stories', 'Guides', 'Notes'] },
    { key: 'author', label: 'Author', type: 'text' },
    { key: 'date', label: 'Date', type: 'date' },
    { key: 'body', label: 'Text', type: 'long', required: true },
  ]
  const titles = [
    `Why ${topic} is worth your time`,
    `A beginner’s guide to ${topic}`,
    `Five small lessons about ${topic}`,
    `What nobody tells you about ${topic}`,
    `A letter from the field`,
  ]
  const count = Math.min(
    titles.length,
    Math.max(1, spec.counts['posts'] ?? spec.counts['articles'] ?? 4),
  )
  const samples = titles.slice(0, count).map((title, index) => ({
    id: `sample-${index + 1}`,
    title: sentence(title),
    topic: ['Stories', 'Guides', 'Notes'][index % 3] ?? 'Stories',
    author: samplePerson(spec.name, index),
    date: sampleDay(`${spec.name}${index}`),
    body: bodies[index % bodies.length]?.replaceAll('TOPIC', singular(topic)) ?? '',
  }))
  const files = dataFile(
    'src/data/posts.ts',
    { one: 'post', many: 'posts' },
    mergeFields(own, spec.fields),
    samples,
  )
  return section('Posts', 'posts', source, join(itemFiles(), coverFiles(), files))
}

const bodies = [
  'It began with a walk and a notebook. The longer I looked at TOPIC, the more there was to see: patterns, people, odd little habits.\n\nSo I started to write them down. This is the first page.',
  'You need less than you think. A quiet hour, some patience and the willingness to get it wrong the first time.\n\nBegin with one thing about TOPIC, learn it well, and let the rest come to you.',
  'Slow down. Ask the person next to you. Keep the receipts. Clean up before you stop. And never trust a TOPIC that looks perfect.\n\nThe fifth lesson is that there is always a sixth.',
]

const source = `import { ArrowLeft, Pencil, Plus, Search, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Cover } from '@/components/cover'
import { EmptyState } from '@/components/empty-state'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { fields, noun, samples } from '@/data/posts'
import { formatDate, type Item, text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'

const topics = fields.find((field) => field.key === 'topic')?.options ?? []
const known = ['title', 'topic', 'author', 'date', 'body']
const extra = fields.filter((field) => !known.includes(field.key))

function today() {
  return new Date().toISOString().slice(0, 10)
}

export function Posts() {
  const { items, add, update, remove } = useItems('posts', samples)
  const [topic, setTopic] = useState('')
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState('')
  const [edited, setEdited] = useState<Values | null>(null)

  const shown = items
    .filter((item) => topic === '' || item.topic === topic)
    .filter((item) => (text(item, 'title') + text(item, 'body')).toLowerCase().includes(query.toLowerCase()))
  const reading = items.find((item) => item.id === open)
  const [featured, ...others] = shown

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  const dialog = edited !== null && (
    <ItemDialog noun={noun.one} fields={fields} item={edited} onSave={save} onClose={() => setEdited(null)} />
  )

  if (reading !== undefined) {
    return (
      <article className="mx-auto max-w-2xl py-8">
        <div className="mb-6 flex gap-2">
          <Button variant="ghost" onClick={() => setOpen('')}>
            <ArrowLeft aria-hidden />
            All posts
          </Button>
          <Button variant="ghost" size="icon" aria-label="Edit post" className="ml-auto" onClick={() => setEdited(reading)}>
            <Pencil />
          </Button>
          <Button
            variant="ghost"
            size="icon"
            aria-label="Delete post"
            onClick={() => {
              remove(reading.id)
              setOpen('')
            }}
          >
            <Trash2 />
          </Button>
        </div>
        <Cover title={text(reading, 'title')} className="aspect-[2/1] rounded-xl border" />
        <div className="mt-6 grid gap-4">
          <Byline item={reading} />
          <h2 className="text-4xl font-bold tracking-tight text-balance">{text(reading, 'title')}</h2>
          <div className="text-lg leading-relaxed text-pretty whitespace-pre-line">{text(reading, 'body')}</div>
        </div>
        {dialog}
      </article>
    )
  }

  return (
    <section aria-label="Posts" className="grid grid-cols-1 gap-6 py-8">
      <div className="flex flex-wrap items-center gap-2">
        {['', ...topics].map((name) => (
          <Button
            key={name}
            size="sm"
            variant={topic === name ? 'default' : 'outline'}
            aria-pressed={topic === name}
            className="rounded-full"
            onClick={() => setTopic(name)}
          >
            {name === '' ? 'All' : name}
          </Button>
        ))}
        <div className="relative ml-auto max-sm:w-full">
          <Search aria-hidden className="text-muted-foreground absolute top-2.5 left-3 size-4" />
          <Input
            type="search"
            aria-label="Search posts"
            placeholder="Search posts"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="pl-9"
          />
        </div>
        <Button onClick={() => setEdited({ date: today() })}>
          <Plus aria-hidden />
          Write a post
        </Button>
      </div>
      {featured === undefined ? (
        <EmptyState title="No posts here" text="Write the first one, or look for something else." />
      ) : (
        <>
          <Card className="grid gap-0 overflow-hidden py-0 shadow-md md:grid-cols-2">
            <Cover title={text(featured, 'title')} className="h-full min-h-56" />
            <div className="grid content-center gap-4 p-6 sm:p-8">
              <Byline item={featured} />
              <h2 className="text-3xl font-bold tracking-tight text-balance">{text(featured, 'title')}</h2>
              <p className="text-muted-foreground line-clamp-3 text-pretty">{text(featured, 'body')}</p>
              <Button variant="outline" className="justify-self-start" onClick={() => setOpen(featured.id)}>
                Read on
              </Button>
            </div>
          </Card>
          <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
            {others.map((item) => (
              <li key={item.id}>
                <Card className="h-full gap-0 overflow-hidden py-0 transition hover:-translate-y-0.5 hover:shadow-md">
                  <Cover title={text(item, 'title')} className="aspect-[2/1]" />
                  <div className="grid flex-1 content-start gap-3 p-5">
                    <Byline item={item} />
                    <h3 className="text-lg leading-snug font-semibold text-balance">
                      <button type="button" className="text-left hover:underline" onClick={() => setOpen(item.id)}>
                        {text(item, 'title')}
                      </button>
                    </h3>
                    <p className="text-muted-foreground line-clamp-2 text-sm">{text(item, 'body')}</p>
                  </div>
                </Card>
              </li>
            ))}
          </ul>
        </>
      )}
      {dialog}
    </section>
  )
}

function Byline({ item }: { item: Item }) {
  return (
    <p className="text-muted-foreground flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      {text(item, 'topic') !== '' && <Badge variant="secondary">{text(item, 'topic')}</Badge>}
      <span>{[text(item, 'author'), formatDate(text(item, 'date'))].filter(Boolean).join(' · ')}</span>
      {extra.map((field) => (
        <FieldValue key={field.key} field={field} item={item} />
      ))}
    </p>
  )
}
`
