import {
  ArrowUpRight,
  Check,
  CreditCard,
  LogOut,
  Plus,
  Settings,
  Terminal,
  User,
} from 'lucide-react'
import { Link, Route, Routes } from 'react-router'
import { Bar, BarChart, CartesianGrid, XAxis } from 'recharts'
import { toast } from 'sonner'
import {
  Accordion,
  AccordionContent,
  AccordionItem,
  AccordionTrigger,
} from '@/components/ui/accordion'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Avatar, AvatarFallback, AvatarImage } from '@/components/ui/avatar'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import {
  Card,
  CardAction,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '@/components/ui/card'
import {
  type ChartConfig,
  ChartContainer,
  ChartLegend,
  ChartLegendContent,
  ChartTooltip,
  ChartTooltipContent,
} from '@/components/ui/chart'
import { Checkbox } from '@/components/ui/checkbox'
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from '@/components/ui/dialog'
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuGroup,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuShortcut,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { Progress } from '@/components/ui/progress'
import { RadioGroup, RadioGroupItem } from '@/components/ui/radio-group'
import { ScrollArea } from '@/components/ui/scroll-area'
import {
  Select,
  SelectContent,
  SelectGroup,
  SelectItem,
  SelectLabel,
  SelectTrigger,
  SelectValue,
} from '@/components/ui/select'
import { Separator } from '@/components/ui/separator'
import {
  Sheet,
  SheetContent,
  SheetDescription,
  SheetFooter,
  SheetHeader,
  SheetTitle,
  SheetTrigger,
} from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { Slider } from '@/components/ui/slider'
import { Switch } from '@/components/ui/switch'
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { Textarea } from '@/components/ui/textarea'
import { Tooltip, TooltipContent, TooltipTrigger } from '@/components/ui/tooltip'

const months = [
  { month: 'Jan', visits: 186, orders: 80 },
  { month: 'Feb', visits: 305, orders: 200 },
  { month: 'Mar', visits: 237, orders: 120 },
  { month: 'Apr', visits: 173, orders: 190 },
  { month: 'May', visits: 209, orders: 130 },
  { month: 'Jun', visits: 264, orders: 140 },
]
const chart = {
  visits: { label: 'Visits', color: 'var(--chart-1)' },
  orders: { label: 'Orders', theme: { light: 'var(--chart-3)', dark: 'var(--chart-3)' } },
} satisfies ChartConfig

const invoices = [
  { id: 'INV-041', who: 'Ada Lind', state: 'Paid', total: '$250.00' },
  { id: 'INV-042', who: 'Bo Okafor', state: 'Pending', total: '$150.00' },
  { id: 'INV-043', who: 'Cy Tanaka', state: 'Overdue', total: '$350.00' },
]

function Buttons() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Buttons and badges</CardTitle>
        <CardDescription>Every variant and size.</CardDescription>
        <CardAction>
          <Button size="icon-sm" variant="ghost" aria-label="Open">
            <ArrowUpRight />
          </Button>
        </CardAction>
      </CardHeader>
      <CardContent className="space-y-3">
        <div className="flex flex-wrap items-center gap-2">
          <Button>
            <Plus /> Create
          </Button>
          <Button variant="secondary">Secondary</Button>
          <Button variant="outline">Outline</Button>
          <Button variant="ghost">Ghost</Button>
          <Button variant="destructive">Delete</Button>
          <Button asChild variant="link">
            <Link to="/about">Link</Link>
          </Button>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button size="xs">Tiny</Button>
          <Button size="sm">Small</Button>
          <Button size="lg">Large</Button>
          <Button disabled>Disabled</Button>
        </div>
        <div className="flex flex-wrap gap-2">
          <Badge>New</Badge>
          <Badge variant="secondary">Draft</Badge>
          <Badge variant="outline">
            <Check /> Done
          </Badge>
          <Badge variant="destructive">Overdue</Badge>
        </div>
      </CardContent>
      <CardFooter className="justify-between border-t">
        <div className="flex items-center gap-2">
          <Avatar>
            <AvatarImage
              src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'%3E%3Crect width='1' height='1' fill='tomato'/%3E%3C/svg%3E"
              alt=""
            />
            <AvatarFallback>AL</AvatarFallback>
          </Avatar>
          <Avatar size="lg">
            <AvatarFallback>BO</AvatarFallback>
          </Avatar>
        </div>
        <Tooltip>
          <TooltipTrigger asChild>
            <Button variant="outline" size="sm">
              Hover me
            </Button>
          </TooltipTrigger>
          <TooltipContent>A short hint</TooltipContent>
        </Tooltip>
      </CardFooter>
    </Card>
  )
}

function Fields() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Fields</CardTitle>
        <CardDescription>What people type, choose and switch.</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        <div className="grid gap-2">
          <Label htmlFor="mail">E-mail</Label>
          <Input id="mail" type="email" placeholder="you@example.com" />
        </div>
        <div className="grid gap-2">
          <Label htmlFor="wrong">With an error</Label>
          <Input id="wrong" aria-invalid defaultValue="not a number" />
        </div>
        <div className="grid gap-2">
          <Label htmlFor="note">Note</Label>
          <Textarea id="note" placeholder="What should we know?" />
        </div>
        <div className="flex gap-3">
          <Select defaultValue="pear">
            <SelectTrigger className="w-40" aria-label="Fruit">
              <SelectValue placeholder="Fruit" />
            </SelectTrigger>
            <SelectContent>
              <SelectGroup>
                <SelectLabel>Fruit</SelectLabel>
                <SelectItem value="apple">Apple</SelectItem>
                <SelectItem value="pear">Pear</SelectItem>
              </SelectGroup>
            </SelectContent>
          </Select>
          <Select>
            <SelectTrigger size="sm" aria-label="Size">
              <SelectValue placeholder="Size" />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value="s">Small</SelectItem>
            </SelectContent>
          </Select>
        </div>
        <div className="flex flex-wrap items-center gap-5">
          <Label>
            <Checkbox defaultChecked /> Remember me
          </Label>
          <Label>
            <Checkbox checked="indeterminate" /> Some
          </Label>
          <Label>
            <Switch defaultChecked /> Notify
          </Label>
          <Label>
            <Switch size="sm" /> Small
          </Label>
        </div>
        <RadioGroup defaultValue="month" className="flex gap-5">
          <Label>
            <RadioGroupItem value="month" /> Monthly
          </Label>
          <Label>
            <RadioGroupItem value="year" /> Yearly
          </Label>
        </RadioGroup>
        <Slider defaultValue={[40]} aria-label="Volume" />
        <Progress value={66} aria-label="Progress" />
      </CardContent>
    </Card>
  )
}

function Figures() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Figures</CardTitle>
        <CardDescription>January to June</CardDescription>
      </CardHeader>
      <CardContent>
        <Tabs defaultValue="chart">
          <TabsList>
            <TabsTrigger value="chart">Chart</TabsTrigger>
            <TabsTrigger value="table">Table</TabsTrigger>
            <TabsTrigger value="off" disabled>
              Off
            </TabsTrigger>
          </TabsList>
          <TabsContent value="chart">
            <ChartContainer config={chart} className="aspect-auto h-56 w-full">
              <BarChart data={months} accessibilityLayer>
                <CartesianGrid vertical={false} />
                <XAxis dataKey="month" tickLine={false} axisLine={false} tickMargin={8} />
                <ChartTooltip content={<ChartTooltipContent />} />
                <ChartLegend content={<ChartLegendContent />} />
                <Bar
                  dataKey="visits"
                  fill="var(--color-visits)"
                  radius={4}
                  isAnimationActive={false}
                />
                <Bar
                  dataKey="orders"
                  fill="var(--color-orders)"
                  radius={4}
                  isAnimationActive={false}
                />
              </BarChart>
            </ChartContainer>
          </TabsContent>
          <TabsContent value="table">A table</TabsContent>
        </Tabs>
      </CardContent>
    </Card>
  )
}

function Rows() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Invoices</CardTitle>
      </CardHeader>
      <CardContent>
        <Table>
          <TableCaption>The newest invoices.</TableCaption>
          <TableHeader>
            <TableRow>
              <TableHead>Invoice</TableHead>
              <TableHead>Customer</TableHead>
              <TableHead>State</TableHead>
              <TableHead className="text-right">Total</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {invoices.map((invoice) => (
              <TableRow key={invoice.id}>
                <TableCell className="font-medium">{invoice.id}</TableCell>
                <TableCell>{invoice.who}</TableCell>
                <TableCell>
                  <Badge variant={invoice.state === 'Overdue' ? 'destructive' : 'secondary'}>
                    {invoice.state}
                  </Badge>
                </TableCell>
                <TableCell className="text-right tabular-nums">{invoice.total}</TableCell>
              </TableRow>
            ))}
          </TableBody>
          <TableFooter>
            <TableRow>
              <TableCell colSpan={3}>Total</TableCell>
              <TableCell className="text-right tabular-nums">$750.00</TableCell>
            </TableRow>
          </TableFooter>
        </Table>
      </CardContent>
    </Card>
  )
}

function Overlays() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Overlays</CardTitle>
        <CardDescription>What opens above the page.</CardDescription>
      </CardHeader>
      <CardContent className="flex flex-wrap gap-2">
        <Dialog>
          <DialogTrigger asChild>
            <Button variant="outline">Dialog</Button>
          </DialogTrigger>
          <DialogContent>
            <DialogHeader>
              <DialogTitle>Rename the project</DialogTitle>
              <DialogDescription>Everybody in the team sees the new name.</DialogDescription>
            </DialogHeader>
            <Input aria-label="Name" defaultValue="Errands" />
            <DialogFooter>
              <DialogClose asChild>
                <Button variant="outline">Cancel</Button>
              </DialogClose>
              <Button>Rename</Button>
            </DialogFooter>
          </DialogContent>
        </Dialog>
        <Sheet>
          <SheetTrigger asChild>
            <Button variant="outline">Sheet</Button>
          </SheetTrigger>
          <SheetContent>
            <SheetHeader>
              <SheetTitle>Filters</SheetTitle>
              <SheetDescription>Narrow the list down.</SheetDescription>
            </SheetHeader>
            <div className="grid gap-2 px-5">
              <Label htmlFor="query">Text</Label>
              <Input id="query" />
            </div>
            <SheetFooter>
              <Button>Apply</Button>
            </SheetFooter>
          </SheetContent>
        </Sheet>
        <Popover>
          <PopoverTrigger asChild>
            <Button variant="outline">Popover</Button>
          </PopoverTrigger>
          <PopoverContent>Some more words.</PopoverContent>
        </Popover>
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="outline">Menu</Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent className="w-52">
            <DropdownMenuLabel>Ada Lind</DropdownMenuLabel>
            <DropdownMenuSeparator />
            <DropdownMenuGroup>
              <DropdownMenuItem>
                <User /> Profile <DropdownMenuShortcut>⌘P</DropdownMenuShortcut>
              </DropdownMenuItem>
              <DropdownMenuItem disabled>
                <CreditCard /> Billing
              </DropdownMenuItem>
              <DropdownMenuSub>
                <DropdownMenuSubTrigger>
                  <Settings className="text-muted-foreground" /> Settings
                </DropdownMenuSubTrigger>
                <DropdownMenuSubContent>
                  <DropdownMenuItem>Team</DropdownMenuItem>
                </DropdownMenuSubContent>
              </DropdownMenuSub>
            </DropdownMenuGroup>
            <DropdownMenuCheckboxItem checked>Show grid</DropdownMenuCheckboxItem>
            <DropdownMenuSeparator />
            <DropdownMenuItem variant="destructive">
              <LogOut /> Sign out
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
        <Button
          variant="outline"
          onClick={() => toast.success('Saved', { description: 'A moment ago' })}
        >
          Toast
        </Button>
      </CardContent>
    </Card>
  )
}

function Words() {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Words</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4">
        <Alert>
          <Terminal />
          <AlertTitle>Heads up</AlertTitle>
          <AlertDescription>The export takes a minute or two.</AlertDescription>
        </Alert>
        <Alert variant="destructive">
          <AlertTitle>Payment failed</AlertTitle>
          <AlertDescription>The card was refused. Try another one.</AlertDescription>
        </Alert>
        <Accordion type="single" collapsible defaultValue="a">
          <AccordionItem value="a">
            <AccordionTrigger>Is there a free plan?</AccordionTrigger>
            <AccordionContent>Yes, for teams of up to three.</AccordionContent>
          </AccordionItem>
          <AccordionItem value="b">
            <AccordionTrigger>Can I cancel?</AccordionTrigger>
            <AccordionContent>At any time.</AccordionContent>
          </AccordionItem>
        </Accordion>
        <Separator />
        <div className="flex items-center gap-3">
          <Skeleton className="size-10 rounded-full" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-3 w-2/3" />
            <Skeleton className="h-3 w-1/3" />
          </div>
        </div>
        <ScrollArea className="h-24 rounded-md border p-3 text-sm">
          {Array.from({ length: 12 }, (_, index) => (
            <p key={index}>Line {index + 1}</p>
          ))}
        </ScrollArea>
      </CardContent>
    </Card>
  )
}

function Gallery() {
  return (
    <main className="mx-auto max-w-6xl p-8">
      <h1 className="mb-6 text-3xl font-semibold tracking-tight">All components</h1>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Buttons />
        <Figures />
        <Fields />
        <Rows />
        <Words />
        <Overlays />
      </div>
    </main>
  )
}

export default function App() {
  return (
    <Routes>
      <Route path="/" element={<Gallery />} />
      <Route path="/about" element={<h1>About</h1>} />
    </Routes>
  )
}
