import { defaultOptions, type Field } from '../../parse/fields.ts'
import type { Spec, View } from '../../parse/spec.ts'
import { kebab, pascal, sentence } from '../../parse/words.ts'
import { type Files, jsx, type Section, section } from '../code.ts'
import { dataFile, dataImport, dataPath, storeKey } from '../data.ts'
import { isTitle, mergeFields } from '../fields.ts'
import { coverFiles, itemFiles, join } from '../lib-files.ts'
import { presetFields } from '../presets.ts'
import { sampleItems } from '../samples.ts'
import { itemViews } from './item-views.ts'

/** A searchable collection of things with add, edit and delete, shown as grid, list or table. */
export function collectionSection(spec: Spec): Section {
  const { one, many } = spec.entity
  const fields = collectionFields(spec)
  const path = dataPath(one)
  const wanted = spec.counts[many] ?? spec.counts['items'] ?? spec.counts['entries'] ?? 6
  const samples = sampleItems(fields, one, Math.min(24, Math.max(1, wanted)))
  const component = `${pascal(one)}Collection`
  const display = `/** How the collection is shown at first: grid, list, table or board. */
export const display: { view: string; columns: number } = { view: '${mainView(spec.views)}', columns: ${columnCount(spec)} }

`
  return section(
    component,
    `${kebab(one)}-collection`,
    source(component, dataImport(path), storeKey(one), one, many, spec.features.has('favourite')),
    join(
      itemFiles(),
      coverFiles(),
      viewFiles(),
      dataFile(path, { one, many }, fields, samples, display),
    ),
  )
}

function collectionFields(spec: Spec): Field[] {
  const titled = spec.fields.find(isTitle)
  const own: Field[] = [
    { key: titled?.key ?? 'name', label: titled?.label ?? 'Name', type: 'text', required: true },
  ]
  if (spec.features.has('category')) {
    own.push({
      key: 'category',
      label: 'Category',
      type: 'choice',
      options: defaultOptions('Category'),
    })
  }
  if (spec.features.has('priority')) {
    own.push({
      key: 'priority',
      label: 'Priority',
      type: 'choice',
      options: ['Low', 'Medium', 'High'],
    })
  }
  if (spec.features.has('due')) own.push({ key: 'due', label: 'Due date', type: 'date' })
  const asked = spec.fields.length > 0 ? spec.fields : presetFields(spec.entity.one)
  return mergeFields(own, asked)
}

function mainView(views: View[]): string {
  return (
    views.find(
      (view) => view === 'table' || view === 'list' || view === 'grid' || view === 'board',
    ) ?? 'grid'
  )
}

function columnCount(spec: Spec): number {
  return Math.min(6, Math.max(1, spec.counts['columns'] ?? 3))
}

function viewFiles(): Files {
  return new Map([['src/components/item-views.tsx', itemViews]])
}

function source(
  component: string,
  data: string,
  key: string,
  one: string,
  many: string,
  favourites: boolean,
): string {
  const whenFavourites = (text: string): string => (favourites ? text : '')
  return `import { ${whenFavourites('Heart, ')}LayoutGrid, List, Plus, Search, Table2 } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '@/components/empty-state'
import { ItemDialog } from '@/components/item-dialog'
import { ItemBoard, ItemGrid, ItemList, ItemTable } from '@/components/item-views'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { display, fields, noun, samples } from '${data}'
import { formatMoney, type Item, text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { useStored } from '@/lib/use-stored'

const everything = 'all'
const views = [
  { name: 'grid', label: 'Grid', icon: LayoutGrid },
  { name: 'list', label: 'List', icon: List },
  { name: 'table', label: 'Table', icon: Table2 },
]
const titleKey = fields[0]?.key ?? 'name'
const choices = fields.filter((field) => field.type === 'choice')
const amounts = fields.filter((field) => field.type === 'money')
const sortable = fields.filter((field) => field.type !== 'long' && field.type !== 'image')

function compare(a: Item, b: Item, key: string) {
  const [left, right] = [a[key] ?? '', b[key] ?? '']
  const options = fields.find((field) => field.key === key)?.options
  if (options !== undefined) return options.indexOf(String(left)) - options.indexOf(String(right))
  if (typeof left === 'number' && typeof right === 'number') return right - left
  return String(left).localeCompare(String(right), undefined, { numeric: true })
}

export function ${component}() {
  const { items, add, update, remove } = useItems(${key}, samples)
  const [view, setView] = useStored(${key.replace(/'$/, "-view'")}, display.view)
  const [query, setQuery] = useState('')
  const [picked, setPicked] = useState<Record<string, string>>({})
  const [order, setOrder] = useState('')
${whenFavourites('  const [onlyFavourites, setOnlyFavourites] = useState(false)\n')}  const [edited, setEdited] = useState<Values | null>(null)

  const words = query.toLowerCase().split(' ').filter(Boolean)
  const shown = items
    .filter((item) => {
      const all = Object.values(item).join(' ').toLowerCase()
      return words.every((word) => all.includes(word))
    })
    .filter((item) => choices.every(({ key }) => !picked[key] || picked[key] === everything || item[key] === picked[key]))
${whenFavourites('    .filter((item) => !onlyFavourites || item.favourite === true)\n')}  if (order !== '') shown.sort((a, b) => compare(a, b, order))

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  const shared = {
    items: shown,
    fields,
    onEdit: setEdited,
    onRemove: (item: Item) => remove(item.id),
${whenFavourites('    onFavourite: (item: Item) => update(item.id, { favourite: item.favourite !== true }),\n')}  }

  return (
    <section aria-label=${jsx(sentence(many))} className="grid grid-cols-1 gap-6 py-6">
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-56 flex-1">
          <Search aria-hidden className="text-muted-foreground absolute top-2.5 left-3 size-4" />
          <Input
            type="search"
            aria-label=${jsx(`Search ${many}`)}
            placeholder=${jsx(`Search ${many}`)}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="pl-9"
          />
        </div>
        {choices.slice(0, 2).map((field) => (
          <Select
            key={field.key}
            value={picked[field.key] ?? everything}
            onValueChange={(value) => setPicked({ ...picked, [field.key]: value })}
          >
            <SelectTrigger aria-label={'Filter by ' + field.label.toLowerCase()}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={everything}>{field.label}: all</SelectItem>
              {(field.options ?? []).map((option) => (
                <SelectItem key={option} value={option}>
                  {option}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        ))}
        <Select value={order} onValueChange={setOrder}>
          <SelectTrigger aria-label="Sort by">
            <SelectValue placeholder="Sort by" />
          </SelectTrigger>
          <SelectContent>
            {sortable.map((field) => (
              <SelectItem key={field.key} value={field.key}>
                {field.label}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
${whenFavourites(`        <Button
          variant={onlyFavourites ? 'default' : 'outline'}
          aria-pressed={onlyFavourites}
          onClick={() => setOnlyFavourites(!onlyFavourites)}
        >
          <Heart aria-hidden />
          Favourites
        </Button>
`)}        <div role="group" aria-label="View" className="bg-muted flex rounded-md p-0.5">
          {views.map(({ name, label, icon: Icon }) => (
            <Button
              key={name}
              size="icon-sm"
              variant={view === name ? 'outline' : 'ghost'}
              aria-label={label}
              aria-pressed={view === name}
              onClick={() => setView(name)}
            >
              <Icon />
            </Button>
          ))}
        </div>
        <Button onClick={() => setEdited({})}>
          <Plus aria-hidden />
          Add ${escapeText(one)}
        </Button>
      </div>

      <p className="text-muted-foreground flex flex-wrap gap-x-4 text-sm" aria-live="polite">
        <span>
          {shown.length} {shown.length === 1 ? noun.one : noun.many}
        </span>
        {amounts.map((field) => (
          <span key={field.key}>
            {field.label} in all:{' '}
            <strong className="text-foreground tabular-nums">
              {formatMoney(shown.reduce((sum, item) => sum + Number(item[field.key] ?? 0), 0))}
            </strong>
          </span>
        ))}
      </p>

      {shown.length === 0 ? (
        <EmptyState
          title={items.length === 0 ? 'No ' + noun.many + ' yet' : 'Nothing found'}
          text={items.length === 0 ? 'Add the first one and it will show up here.' : 'Try other words or fewer filters.'}
        >
          {items.length === 0 && (
            <Button className="mt-2" onClick={() => setEdited({})}>
              Add ${escapeText(one)}
            </Button>
          )}
        </EmptyState>
      ) : view === 'table' ? (
        <ItemTable {...shared} />
      ) : view === 'list' ? (
        <ItemList {...shared} />
      ) : view === 'board' ? (
        <ItemBoard {...shared} />
      ) : (
        <ItemGrid {...shared} columns={display.columns} />
      )}

      {edited !== null && (
        <ItemDialog
          key={text(edited, 'id') + text(edited, titleKey)}
          noun={noun.one}
          fields={fields}
          item={edited}
          onSave={save}
          onClose={() => setEdited(null)}
        />
      )}
    </section>
  )
}
`
}

/** A text inside JSX. */
function escapeText(text: string): string {
  return /[{}<>&'"\\]/.test(text) ? `{${JSON.stringify(text)}}` : text
}
