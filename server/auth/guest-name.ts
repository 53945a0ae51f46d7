import { randomInt } from 'node:crypto'

const animals = (
  'Badger Beaver Bison Bluebird Bobcat Camel Caribou Chamois Cheetah Chipmunk Cormorant Cricket Curlew Dolphin Dormouse Egret ' +
  'Falcon Finch Firefly Gazelle Gecko Goldfinch Hare Hedgehog Heron Ibex Jackdaw Jay Kestrel Kingfisher Kiwi Koala Lark Lemur ' +
  'Lynx Magpie Manatee Marmot Marten Meerkat Narwhal Newt Nightingale Nuthatch Ocelot Okapi Oriole Osprey Otter Owl Panda ' +
  'Pangolin Penguin Plover Puffin Quail Quokka Raccoon Robin Salamander Sandpiper Seal Sparrow Squirrel Starling Stoat Swallow ' +
  'Swift Tamarin Tapir Tern Thrush Toucan Turtle Wagtail Walrus Warbler Waxwing Wombat Woodpecker Wren Zebra'
).split(' ')

/** Such as "Guest Otter". */
export function guestName(): string {
  return `Guest ${animals[randomInt(animals.length)] ?? 'Otter'}`
}
