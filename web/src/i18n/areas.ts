/** What a page says before anybody does anything, by the first part of its route, or its first two. */
const areas: Record<string, readonly string[]> = {
  '': ['start'],
  image: ['viewer'],
  clip: ['viewer'],
  video: ['viewer'],
  delete: ['viewer'],
  r: ['upload', 'viewer'],
  'share-target': ['upload'],
  my: ['library'],
  'my/albums': ['library', 'album', 'upload'],
  explore: ['explore', 'library'],
  tag: ['explore', 'library'],
  search: ['explore', 'library'],
  u: ['explore', 'library', 'album', 'account'],
  a: ['album', 'library', 'upload', 'auth'],
  history: ['account', 'viewer'],
  settings: ['account', 'auth', 'upload', 'viewer'],
  'settings/connect': ['account', 'connect'],
  'settings/remotes': ['account', 'remotes'],
  login: ['auth', 'account'],
  logout: ['auth', 'account'],
  signup: ['auth', 'account'],
  setup: ['auth', 'account'],
  terms: ['auth'],
}

/** The areas of texts that a route needs; the frame's are always among them. `route` as in `/image/[name]`. */
export function areasOf(route: string | null): readonly string[] {
  const [, first = '', second] = (route ?? '/-').split('/')
  const own = areas[`${first}/${second}`] ?? areas[first] ?? []
  return first === '' ? ['common', ...own] : ['common', 'errors', ...own]
}
