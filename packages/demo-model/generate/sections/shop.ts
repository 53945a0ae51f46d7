import type { Field } from '../../parse/fields.ts'
import type { Spec } from '../../parse/spec.ts'
import { kebab, sentence, singular } from '../../parse/words.ts'
import { jsx, type Section, section } from '../code.ts'
import { dataFile, dataImport, dataPath, storeKey } from '../data.ts'
import { mergeFields } from '../fields.ts'
import { coverFiles, itemFiles, join } from '../lib-files.ts'
import { sampleItems, sampleName } from '../samples.ts'

/** Products with search, categories, a cart in a sheet and a checkout that only pretends. */
export function shopSection(spec: Spec): Section {
  const { one, many } = spec.entity
  const { categories } = spec
  const own: Field[] = [
    { key: 'name', label: 'Name', type: 'text', required: true },
    { key: 'price', label: 'Price', type: 'money', required: true },
    {
      key: 'category',
      label: 'Category',
      type: 'choice',
      options: categories.length > 0 ? categories : ['Classics', 'New', 'Gifts'],
    },
    { key: 'image', label: 'Image address', type: 'image' },
  ]
  const fields = mergeFields(own, spec.fields)
  const path = dataPath(one)
  const count = Math.min(
    24,
    Math.max(2, spec.counts['products'] ?? spec.counts[many] ?? spec.counts['items'] ?? 6),
  )
  const samples = sampleItems(fields, one, count).map((sample, index) => ({
    ...sample,
    name: sentence(sampleName(sampleNoun(spec, index), index)),
    category: categories[index % categories.length] ?? sample['category'] ?? '',
    image: '',
  }))
  const more = `/** How many columns there are on a wide screen. */\nexport const display = { columns: ${Math.min(6, Math.max(1, spec.counts['columns'] ?? 3))} }\n\n`
  return section(
    'Shop',
    `${kebab(one)}-shop`,
    source(dataImport(path), storeKey(one), many),
    join(itemFiles(), coverFiles(), dataFile(path, { one, many }, fields, samples, more)),
  )
}

/** Each department in turn where there are some: `Amber lamp`, `Quiet table`. */
function sampleNoun(spec: Spec, index: number): string {
  const department = spec.categories[index % spec.categories.length]
  return department === undefined ? spec.entity.one : singular(department.toLowerCase())
}

function source(data: string, key: string, many: string): string {
  return `import { Minus, Plus, Search, ShoppingBag } from 'lucide-react'
import { type CSSProperties, type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { Cover } from '@/components/cover'
import { EmptyState } from '@/components/empty-state'
import { FieldValue } from '@/components/field-value'
import { ItemDialog } from '@/components/item-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from '@/components/ui/select'
import { Sheet, SheetContent, SheetDescription, SheetHeader, SheetTitle, SheetTrigger } from '@/components/ui/sheet'
import { display, fields, noun, samples } from '${data}'
import { formatMoney, type Item, text, type Values } from '@/lib/fields'
import { useItems } from '@/lib/use-items'
import { useStored } from '@/lib/use-stored'

const categories = fields.find((field) => field.key === 'category')?.options ?? []
const orders = ['Featured', 'Price, low first', 'Price, high first', 'Name']
const details = fields.filter((field) => !['name', 'price', 'category', 'image'].includes(field.key))

function inOrder(order: string) {
  return (a: Item, b: Item) => {
    if (order === 'Name') return text(a, 'name').localeCompare(text(b, 'name'))
    if (order === 'Featured') return 0
    const difference = Number(a.price) - Number(b.price)
    return order === 'Price, low first' ? difference : -difference
  }
}

export function Shop() {
  const { items, add, update, remove } = useItems(${key}, samples)
  const [cart, setCart] = useStored<Record<string, number>>('cart', {})
  const [category, setCategory] = useState('')
  const [query, setQuery] = useState('')
  const [order, setOrder] = useState('Featured')
  const [edited, setEdited] = useState<Values | null>(null)

  const shown = items
    .filter((item) => category === '' || item.category === category)
    .filter((item) => text(item, 'name').toLowerCase().includes(query.toLowerCase()))
    .sort(inOrder(order))

  function change(id: string, by: number) {
    setCart((old) => {
      const count = (old[id] ?? 0) + by
      const { [id]: _, ...others } = old
      return count > 0 ? { ...others, [id]: count } : others
    })
  }

  function save(values: Values) {
    if (typeof values.id === 'string') update(values.id, values)
    else add(values)
    setEdited(null)
  }

  return (
    <section aria-label=${jsx(sentence(many))} className="grid grid-cols-1 gap-6 py-8">
      <div className="flex flex-wrap items-center gap-2">
        {['', ...categories].map((name) => (
          <Button
            key={name}
            size="sm"
            className="rounded-full"
            variant={category === name ? 'default' : 'outline'}
            aria-pressed={category === name}
            onClick={() => setCategory(name)}
          >
            {name === '' ? 'All' : name}
          </Button>
        ))}
        <div className="relative ml-auto max-sm:w-full">
          <Search aria-hidden className="text-muted-foreground absolute top-2.5 left-3 size-4" />
          <Input
            type="search"
            aria-label=${jsx(`Search ${many}`)}
            placeholder="Search"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="pl-9"
          />
        </div>
        <Select value={order} onValueChange={setOrder}>
          <SelectTrigger aria-label="Sort by">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {orders.map((name) => (
              <SelectItem key={name} value={name}>
                {name}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
        <Button variant="outline" onClick={() => setEdited({})}>
          <Plus aria-hidden />
          Add {noun.one}
        </Button>
        <Cart items={items} cart={cart} onChange={change} onEmpty={() => setCart({})} />
      </div>

      {shown.length === 0 ? (
        <EmptyState title="Nothing found" text={'No ' + noun.many + ' match. Try other words or all categories.'} />
      ) : (
        <ul
          className="grid gap-5 sm:grid-cols-2 lg:grid-cols-[repeat(var(--columns),minmax(0,1fr))]"
          style={{ '--columns': display.columns } as CSSProperties}
        >
          {shown.map((item) => (
            <li key={item.id}>
              <Card className="group h-full gap-0 overflow-hidden py-0 transition hover:-translate-y-0.5 hover:shadow-lg">
                <div className="overflow-hidden">
                  <Cover
                    src={text(item, 'image')}
                    title={text(item, 'name')}
                    className="aspect-[4/3] transition duration-300 group-hover:scale-105"
                  />
                </div>
                <div className="flex flex-1 flex-col gap-3 p-4">
                  <div className="flex items-start justify-between gap-3">
                    <h2 className="leading-snug font-semibold">{text(item, 'name')}</h2>
                    <p className="font-semibold tabular-nums">{formatMoney(Number(item.price))}</p>
                  </div>
                  <div className="flex flex-wrap items-center gap-2">
                    <Badge variant="secondary">{text(item, 'category') || 'New'}</Badge>
                    {details.map((field) => (
                      <FieldValue key={field.key} field={field} item={item} />
                    ))}
                  </div>
                  <div className="mt-auto flex flex-wrap gap-2 pt-1">
                    <Button
                      className="flex-1"
                      aria-label={'Add ' + text(item, 'name') + ' to cart'}
                      onClick={() => {
                        change(item.id, 1)
                        toast.success(text(item, 'name') + ' is in your cart')
                      }}
                    >
                      Add to cart
                    </Button>
                    <Button variant="ghost" size="sm" aria-label={'Edit ' + text(item, 'name')} onClick={() => setEdited(item)}>
                      Edit
                    </Button>
                    <Button variant="ghost" size="sm" aria-label={'Delete ' + text(item, 'name')} onClick={() => remove(item.id)}>
                      Delete
                    </Button>
                  </div>
                </div>
              </Card>
            </li>
          ))}
        </ul>
      )}
      {edited !== null && (
        <ItemDialog noun={noun.one} fields={fields} item={edited} onSave={save} onClose={() => setEdited(null)} />
      )}
    </section>
  )
}

type CartProps = {
  items: Item[]
  cart: Record<string, number>
  onChange: (id: string, by: number) => void
  onEmpty: () => void
}

function Cart({ items, cart, onChange, onEmpty }: CartProps) {
  const [email, setEmail] = useState('')
  const [error, setError] = useState('')
  const lines = items.filter((item) => (cart[item.id] ?? 0) > 0)
  const count = lines.reduce((sum, item) => sum + (cart[item.id] ?? 0), 0)
  const total = lines.reduce((sum, item) => sum + Number(item.price) * (cart[item.id] ?? 0), 0)

  function order(event: FormEvent) {
    event.preventDefault()
    if (!/^[^@ ]+@[^@ ]+[.][^@ ]+$/.test(email)) {
      setError('Please enter an e-mail address.')
      return
    }
    setError('')
    onEmpty()
    toast.success('Thank you! This is a demo, so nothing was charged.')
  }

  return (
    <Sheet>
      <SheetTrigger asChild>
        <Button variant="outline">
          <ShoppingBag aria-hidden />
          Cart
          <Badge className="tabular-nums">{count}</Badge>
        </Button>
      </SheetTrigger>
      <SheetContent className="overflow-y-auto">
        <SheetHeader>
          <SheetTitle>Your cart</SheetTitle>
          <SheetDescription>{count === 1 ? '1 thing' : count + ' things'} so far</SheetDescription>
        </SheetHeader>
        <div className="grid gap-4 px-4 pb-6">
          {lines.length === 0 ? (
            <EmptyState title="Still empty" text="Add something that you like." />
          ) : (
            <>
              <ul className="divide-y">
                {lines.map((item) => (
                  <li key={item.id} className="flex items-center gap-3 py-3">
                    <Cover src={text(item, 'image')} title={text(item, 'name')} className="size-14 shrink-0 rounded-md" />
                    <div className="min-w-0 flex-1">
                      <p className="truncate text-sm font-medium">{text(item, 'name')}</p>
                      <p className="text-muted-foreground text-sm tabular-nums">{formatMoney(Number(item.price))}</p>
                    </div>
                    <Button variant="outline" size="icon-sm" aria-label={'One less of ' + text(item, 'name')} onClick={() => onChange(item.id, -1)}>
                      <Minus />
                    </Button>
                    <span className="w-5 text-center text-sm tabular-nums">{cart[item.id]}</span>
                    <Button variant="outline" size="icon-sm" aria-label={'One more of ' + text(item, 'name')} onClick={() => onChange(item.id, 1)}>
                      <Plus />
                    </Button>
                  </li>
                ))}
              </ul>
              <p className="flex justify-between border-t pt-4 font-semibold">
                In all <span className="tabular-nums">{formatMoney(total)}</span>
              </p>
              <form onSubmit={order} noValidate className="grid gap-2">
                <Label htmlFor="order-email">E-mail</Label>
                <Input id="order-email" type="email" value={email} aria-invalid={error !== ''} onChange={(event) => setEmail(event.target.value)} />
                {error !== '' && (
                  <p role="alert" className="text-destructive text-sm">
                    {error}
                  </p>
                )}
                <Button type="submit">Place order</Button>
              </form>
            </>
          )}
        </div>
      </SheetContent>
    </Sheet>
  )
}
`
}
