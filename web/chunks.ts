const dom = 'svelte/src/internal/client/dom'

/**
 * What everything begins with: Svelte, and what starts Kit. Kit's own code is told something before it is loaded, and so
 * may not lie in one file with these.
 */
const first = [
  'node_modules/svelte/',
  'node_modules/esm-env/',
  'kit/src/runtime/client/payload.js',
  'vite/preload-helper',
  'rolldown/runtime',
]

/** What of Svelte the frame does without. */
const lists = [`${dom}/blocks/each.js`, `${dom}/blocks/html.js`, `${dom}/blocks/svelte-element.js`]
const attributes = [
  ...['attributes', 'class', 'style', 'bindings/select'].map((name) => `${dom}/elements/${name}.js`),
  'svelte/src/internal/shared/attributes.js',
]
const bindings = [
  ...['input', 'media', 'navigator', 'props', 'size', 'universal', 'window'].map(
    (name) => `${dom}/elements/bindings/${name}.js`,
  ),
  `${dom}/elements/actions.js`,
  `${dom}/elements/transitions.js`,
  `${dom}/legacy/`,
]
const modules = ['reactivity', 'motion', 'store', 'transition', 'animate', 'easing'].map(
  (name) => `svelte/src/${name}/`,
)

/** What else every page loads before anything is touched. */
const frame = [
  'asleep/',
  'grid/picture.',
  'later.',
  'paths.',
  'routes/+layout.',
  'routes/+error.',
  'shell/NavigationBar.',
  'shell/Toasts.',
  'shell/toasts.',
  'upload/Anywhere.',
  'upload/bring.',
  'upload/running.',
  'upload/taken.',
].map(inOurs)

/** What pages of more than text use; then what those use on which much can be done, or filled in. */
const parts = [
  ...['api.', 'grid/filter.', 'grid/keys.', 'grid/placeholder.', 'library/Head.'].map(inOurs),
  ...['Button', 'EmptyState', 'IconButton', 'Pagination'].map((name) => inOurs(`parts/${name}.`)),
  ...['check', 'eye-off', 'hourglass', 'images', 'lock', 'play'].map((name) => `icons/${name}.svelte`),
  'node_modules/clsx/',
]
const fields = ['Checkbox', 'Field', 'Select', 'Switch', 'TextArea']
const controls = [
  inOurs('forms/'),
  ...[...fields, 'Avatar', 'DateTime', 'Menu', 'Rich', 'Tabs'].map((name) => inOurs(`parts/${name}.`)),
]

/** What lists of media are made of. */
const grid = [
  ...['MediaGrid', 'GridEnds', 'SelectingLater', 'Tile', 'TileBadges', 'TileLine'],
  ...[
    'days',
    'entries',
    'feed',
    'feeds',
    'filter',
    'follower',
    'gestures',
    'keys',
    'layout',
    'pages',
    'places',
  ],
  ...['portions', 'selection'],
].map((name) => inOurs(`grid/${name}.`))

const seldom = [...lists, ...attributes, ...bindings, ...modules]

/**
 * The files that pages share: dozens of small ones are larger, compressed each by itself, and slower to fetch. A module
 * goes into the first that names it, along with all it imports that none before has: so the order matters. What one page
 * alone uses is named nowhere.
 */
export const chunks = [
  { name: 'first', test: (id: string) => isOf(first, id) && !isOf(seldom, id) },
  { name: 'frame', test: (id: string) => isOf(frame, id) },
  { name: 'texts', test: (id: string) => id.includes(inOurs('i18n/')) && !id.endsWith('.json') },
  { name: 'parts', test: (id: string) => isOf([...parts, ...lists, ...attributes], id) },
  { name: 'controls', test: (id: string) => isOf([...controls, ...bindings], id) },
  { name: 'collections', test: (id: string) => isOf(modules, id) },
  { name: 'grid', test: (id: string) => isOf([...grid, inOurs('library/PublicList.')], id) },
]

/**
 * Importing something of Svelte does nothing but that. Told so, a page that uses one thing of it does not load all that
 * any page uses.
 */
export const effects = [{ test: /svelte\/src\/(?!internal\/flags)/, sideEffects: false }]

function inOurs(path: string): string {
  return `web/src/${path}`
}

function isOf(names: readonly string[], id: string): boolean {
  return names.some((name) => id.includes(name))
}
