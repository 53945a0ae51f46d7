import { type Field, parseFieldList } from '../parse/fields.ts'

/** What people usually want to know about things of a sort, as they would write it themselves. */
const presets: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:book|novel|comic)$/i,
    'author, genre (Fiction, History, Science, Poetry), rating, finished, notes',
  ],
  [
    /\b(?:recipe|dish|meal|cocktail)$/i,
    'category (Breakfast, Main, Dessert, Drink), minutes, rating, ingredients',
  ],
  [
    /\b(?:movie|film|series|show)$/i,
    'director, genre (Drama, Comedy, Thriller, Animation), year, rating, watched',
  ],
  [
    /\b(?:plant|flower|tree|herb|seed)$/i,
    'place, light (Low, Medium, Bright), last watered, notes',
  ],
  [
    /\b(?:song|album|record|vinyl|playlist)$/i,
    'artist, genre (Rock, Jazz, Electronic, Folk), year, rating',
  ],
  [
    /\b(?:contact|person|client|customer|member|friend|lead|patient|employee|student)$/i,
    'company, e-mail, phone, group (New, Active, Past), notes',
  ],
  [
    /\b(?:expense|bill|purchase|subscription|income|transaction|payment)$/i,
    'amount, category (Home, Food, Transport, Fun), date, notes',
  ],
  [
    /\b(?:trip|destination|place|city|country|restaurant|cafe|café|hotel|beach|hike)$/i,
    'country, status (Wish, Planned, Been), rating, date, notes',
  ],
  [
    /\b(?:wine|beer|coffee|tea|cheese|whisky|whiskey)s?$/i,
    'origin, type (Light, Medium, Bold), price, rating, notes',
  ],
  [
    /\b(?:pet|dog|cat|animal|bird|horse)$/i,
    'breed, age, owner, status (Healthy, In care, Adopted), notes',
  ],
  [
    /\b(?:workout|exercise|run|training)$/i,
    'type (Strength, Cardio, Mobility), minutes, date, notes',
  ],
  [
    /\b(?:job|application|interview)$/i,
    'company, status (Applied, Interview, Offer, Closed), date, link, notes',
  ],
  [
    /\b(?:bug|issue|ticket|feature request)$/i,
    'status (Open, In progress, Closed), priority, owner, description',
  ],
  [/\b(?:car|bike|bicycle|motorcycle|vehicle|boat)$/i, 'maker, year, price, condition, notes'],
  [/\b(?:gift|wish|toy|tool|gadget)$/i, 'price, link, status (Idea, Ordered, Here), notes'],
  [
    /\b(?:event|meetup|concert|wedding)$/i,
    'date, time, place, status (Planned, Confirmed, Past), notes',
  ],
  [
    /\b(?:property|house|apartment|flat|home|room)$/i,
    'address, price, rooms, status (Available, Reserved, Sold)',
  ],
]

const general = 'category (Everyday, Special, Rare), rating, added (date), notes'

/** Fields for an entity that nobody described. */
export function presetFields(entity: string): Field[] {
  return parseFieldList(presets.find(([pattern]) => pattern.test(entity))?.[1] ?? general)
}
