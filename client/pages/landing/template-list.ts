import chat from './illustrations/chat.svg'
import dashboard from './illustrations/dashboard.svg'
import gallery from './illustrations/gallery.svg'
import kanban from './illustrations/kanban.svg'
import landingPage from './illustrations/landing-page.svg'
import recipeBox from './illustrations/recipe-box.svg'
import shop from './illustrations/shop.svg'
import toDo from './illustrations/to-do.svg'

export type Template = {
  id: string
  name: string
  hint: string
  prompt: string
  /** 640 × 400 px. */
  illustration: string
}

export const templates: readonly Template[] = [
  {
    id: 'to-do',
    name: 'To-do list',
    hint: 'with priorities',
    prompt:
      'A to-do app called Errands: add things with a priority, tick them off, and filter by what is still open.',
    illustration: toDo,
  },
  {
    id: 'landing-page',
    name: 'Landing page',
    hint: 'for a product',
    prompt:
      'A landing page for Tidepool, a calm planner for teams: a hero with a button, three features, prices and a footer. Deep violet with coral.',
    illustration: landingPage,
  },
  {
    id: 'dashboard',
    name: 'Dashboard',
    hint: 'with charts',
    prompt:
      'A dark dashboard called Harbour for a small shop: revenue, orders and returns on top, a line chart of orders a day and a table of the newest orders.',
    illustration: dashboard,
  },
  {
    id: 'kanban',
    name: 'Kanban board',
    hint: 'drag cards',
    prompt:
      'A kanban board for our spring release with To do, Doing and Done. Cards have a title, a person and a colour, and can be moved.',
    illustration: kanban,
  },
  {
    id: 'recipe-box',
    name: 'Recipe box',
    hint: 'searchable',
    prompt:
      'A recipe box called Nonna with a search field, cards with a picture, minutes and servings, favourites, and a form to add a recipe. Warm colours.',
    illustration: recipeBox,
  },
  {
    id: 'shop',
    name: 'Shop',
    hint: 'with a basket',
    prompt:
      'A shop called Forma for chairs, lamps and tables: a grid of products with prices, a filter by kind, and a basket with a total.',
    illustration: shop,
  },
  {
    id: 'gallery',
    name: 'Gallery',
    hint: 'for your pictures',
    prompt:
      'A photo gallery for Ines Okafor with the albums Coast, Cities and People, and a large view when a picture is clicked.',
    illustration: gallery,
  },
  {
    id: 'chat',
    name: 'Team chat',
    hint: 'with channels',
    prompt:
      'A team chat called Lighthouse with channels on the left, messages with names and times, and a box to write in. Dark green.',
    illustration: chat,
  },
]
