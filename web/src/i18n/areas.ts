/**
 * What a page says, by the first part of its route or its first two; after a bar what it says only once it is touched.
 * All that the home page and the viewer say is asleep until then.
 */
const areas: Record<string, string> = {
  '': '| common errors start',
  image: '| common errors viewer',
  clip: '| common errors viewer',
  video: '| common errors viewer',
  'image/delete': 'common errors viewer',
  'clip/delete': 'common errors viewer',
  'video/delete': 'common errors viewer',
  delete: 'common errors viewer',
  r: 'common errors viewer | upload',
  'share-target': 'common errors upload',
  my: 'common errors library',
  'my/albums': 'common errors library album | upload',
  explore: 'common errors explore library',
  tag: 'common errors explore library',
  search: 'common errors explore library',
  u: 'common errors explore library | album account',
  'u/albums': 'common errors explore album | library account',
  a: 'common errors library | album upload auth',
  history: 'common errors account | viewer',
  settings: 'common errors account | auth upload viewer',
  'settings/account': 'common errors account auth',
  'settings/security': 'common errors account auth',
  'settings/connect': 'common errors account | connect',
  'settings/remotes': 'common errors account | remotes',
  'settings/uploads': 'common errors account | upload viewer',
  login: 'common errors auth account',
  signup: 'common errors auth account',
  setup: 'common errors auth account',
  terms: 'common errors auth',
}

/** The areas of texts that a route needs, such as `/u/[name]/albums`: those that it begins with, or all of them. */
export function areasOf(route: string | null, which: 'first' | 'all'): string[] {
  const [first = '', second] = (route ?? '/-')
    .split('/')
    .filter((part, at) => at > 0 && !part.startsWith('['))
  const [begins = '', later = ''] = (areas[`${first}/${second}`] ?? areas[first] ?? 'common errors').split(
    '|',
  )
  return (which === 'all' ? `${begins} ${later}` : begins).split(' ').filter((area) => area !== '')
}
