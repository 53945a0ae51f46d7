import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { jsx, type Section, section } from '../code.ts'
import { dataFile, dataImport, dataPath, storeKey } from '../data.ts'
import { mergeFields } from '../fields.ts'
import { coverFiles, itemFiles, join } from '../lib-files.ts'
import { sampleItems, sampleName } from '../samples.ts'
import { sentence } from '../../parse/words.ts'

/** Pictures in columns, with albums, favourites and a large view. */
export function gallerySection(spec: Spec): Section {
  const { one, many } = spec.entity
  const own: Field[] = [
    { key: 'title', label: 'Title', type: 'text', required: true },
    { key: 'image', label: 'Image address', type: 'image' },
    {
      key: 'album',
      label: 'Album',
      type: 'choice',
      options: spec.categories.length > 0 ? spec.categories : ['Favourites', 'Outside', 'Details'],
    },
  ]
  const fields = mergeFields(own, spec.fields)
  const path = dataPath(one)
  const count = Math.min(
    24,
    Math.max(
      3,
      spec.counts[many] ??
        spec.counts['photos'] ??
        spec.counts['pictures'] ??
        spec.counts['images'] ??
        9,
    ),
  )
  const samples = sampleItems(fields, one, count).map((sample, index) => ({
    ...sample,
    image: '',
    title: sentence(sampleName(one, index)),
  }))
  const more = `/** How many columns there are on a wide screen. */\nexport const display = { columns: ${Math.min(6, Math.max(1, spec.counts['columns'] ?? 3))} }\n\n`
  return section(
    'Gallery',
    'gallery',
    source(dataImport(path), storeKey(one), one, many),
    join(itemFiles(), coverFiles(), dataFile(path, { one, many }, fields, samples, more)),
  )
}

function source(data: string, key: string, one: string, many: string): string {
  return `import { ChevronLeft, ChevronRight, Heart, Pencil, Plus, Trash2 } from 'lucide-react'
import { type CSSProperties, useState } from 'react'
import { Cover } from '@/components/cover'
import { EmptyState } from '@/components/empty-state'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'
import { display, fields, noun, samples } from '${data}'
import { text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { cn } from '@/lib/utils'

const albums = fields.find((field) => field.type === 'choice')
const shapes = ['aspect-[4/3]', 'aspect-square', 'aspect-[3/4]', 'aspect-[4/3]', 'aspect-[3/4]']

export function Gallery() {
  const { items, add, update, remove } = useItems(${key}, samples)
  const [album, setAlbum] = useState('')
  const [liked, setLiked] = useState(false)
  const [open, setOpen] = useState('')
  const [edited, setEdited] = useState<Values | null>(null)

  const shown = items
    .filter((item) => album === '' || albums === undefined || item[albums.key] === album)
    .filter((item) => !liked || item.favourite === true)
  const at = shown.findIndex((item) => item.id === open)
  const large = shown[at]

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  return (
    <section aria-label=${jsx(sentence(many))} className="grid grid-cols-1 gap-6 py-6">
      <div className="flex flex-wrap items-center gap-2">
        {['', ...(albums?.options ?? [])].map((name) => (
          <Button
            key={name}
            size="sm"
            className="rounded-full"
            variant={album === name ? 'default' : 'outline'}
            aria-pressed={album === name}
            onClick={() => setAlbum(name)}
          >
            {name === '' ? 'All' : name}
          </Button>
        ))}
        <Button size="sm" className="rounded-full" variant={liked ? 'default' : 'outline'} aria-pressed={liked} onClick={() => setLiked(!liked)}>
          <Heart aria-hidden />
          Liked
        </Button>
        <Button className="ml-auto" onClick={() => setEdited({})}>
          <Plus aria-hidden />
          Add {noun.one}
        </Button>
      </div>
      {shown.length === 0 ? (
        <EmptyState title={'No ' + noun.many + ' here'} text="Add one, or look at all of them." />
      ) : (
        <ul
          className="columns-2 gap-4 lg:columns-(--columns)"
          style={{ '--columns': display.columns } as CSSProperties}
        >
          {shown.map((item, index) => (
            <li key={item.id} className="group relative mb-4 break-inside-avoid overflow-hidden rounded-xl border shadow-xs">
              <button type="button" aria-label={'Open ' + text(item, 'title')} className="block w-full" onClick={() => setOpen(item.id)}>
                <Cover
                  src={text(item, 'image')}
                  title={text(item, 'title')}
                  className={cn('transition duration-300 group-hover:scale-[1.03]', shapes[index % shapes.length])}
                />
              </button>
              <div className="flex items-center gap-1 px-3 py-1.5">
                <p className="min-w-0 flex-1 truncate text-sm font-medium">{text(item, 'title')}</p>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={'Like ' + text(item, 'title')}
                  aria-pressed={item.favourite === true}
                  onClick={() => update(item.id, { favourite: item.favourite !== true })}
                >
                  <Heart className={cn(item.favourite === true && 'fill-rose-500 text-rose-500')} />
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {large !== undefined && (
        <Dialog open onOpenChange={() => setOpen('')}>
          <DialogContent className="gap-3 sm:max-w-3xl">
            <DialogTitle className="pr-8">{text(large, 'title')}</DialogTitle>
            <DialogDescription className="sr-only">${one} in full size</DialogDescription>
            <Cover src={text(large, 'image')} title={text(large, 'title')} className="aspect-[3/2] rounded-lg" />
            <div className="flex flex-wrap items-center gap-2">
              <Button variant="outline" size="icon" aria-label="Previous" disabled={at === 0} onClick={() => setOpen(shown[at - 1]?.id ?? '')}>
                <ChevronLeft />
              </Button>
              <Button
                variant="outline"
                size="icon"
                aria-label="Next"
                disabled={at === shown.length - 1}
                onClick={() => setOpen(shown[at + 1]?.id ?? '')}
              >
                <ChevronRight />
              </Button>
              {fields
                .filter((field) => field.key !== 'title' && field.type !== 'image')
                .map((field) => (
                  <FieldValue key={field.key} field={field} item={large} />
                ))}
              <Button
                variant="ghost"
                className="ml-auto"
                onClick={() => {
                  setOpen('')
                  setEdited(large)
                }}
              >
                <Pencil aria-hidden />
                Edit
              </Button>
              <Button
                variant="ghost"
                onClick={() => {
                  setOpen('')
                  remove(large.id)
                }}
              >
                <Trash2 aria-hidden />
                Delete
              </Button>
            </div>
          </DialogContent>
        </Dialog>
      )}
      {edited !== null && (
        <ItemDialog noun={noun.one} fields={fields} item={edited} onSave={save} onClose={() => setEdited(null)} />
      )}
    </section>
  )
}
`
}
