import { glob } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { deletionToken } from '../../src/core/media.ts'
import type { Media } from '../../src/dialects/native/wire-media.ts'
import type { Scene } from './scene.ts'

const routesFolder = resolve(import.meta.dirname, '../../web/src/routes')

/**
 * Who looks: somebody whose browser has uploaded as a guest, Mara with her library, Lin who has nothing yet, Ada who
 * runs the site, and the founder of another one where nobody has an account.
 */
export type Who = 'guest' | 'mara' | 'lin' | 'ada' | 'founder'

/** A page as somebody finds it. */
export type Place = {
  /** Unique, and the beginning of its pictures' names. */
  name: string
  /** SvelteKit's id of the route. */
  route: string
  who: Who
  path(scene: Scene): string
  /** Unless it is 200. */
  status?: number
}

const at = (path: string) => () => path
const settings = [
  ...[
    'account',
    'appearance',
    'connect',
    'data',
    'keys',
    'profile',
    'remotes',
    'security',
    'sessions',
    'uploads',
  ],
]

/** The address by which whoever has it deletes a media, in Chevereto's manner. */
const deletionOf = (scene: Scene, media: Media, room: string) =>
  `/${room}/${media.id}/delete/${deletionToken(scene.stage.app, { id: media.id, deleteVersion: 0 })}`

/** Every page there is, some as more than one finds them. */
export const table: readonly Place[] = [
  { name: 'home', route: '/', who: 'guest', path: at('/') },
  { name: 'home-signed-in', route: '/', who: 'mara', path: at('/') },
  { name: 'viewer', route: '/image/[name]', who: 'guest', path: ({ pictures }) => pictures[0]?.page ?? '' },
  {
    name: 'viewer-own',
    route: '/image/[name]',
    who: 'mara',
    path: ({ pictures }) => `${pictures[3]?.page}?in=scope%3Dmine`,
  },
  { name: 'viewer-private', route: '/image/[name]', who: 'mara', path: ({ hidden }) => hidden.page },
  { name: 'viewer-around', route: '/image/[name]', who: 'guest', path: ({ around }) => around.page },
  { name: 'viewer-nsfw', route: '/image/[name]', who: 'guest', path: ({ nsfw }) => nsfw.page },
  { name: 'viewer-moving', route: '/image/[name]', who: 'guest', path: ({ moving }) => moving.page },
  { name: 'viewer-film', route: '/clip/[name]', who: 'guest', path: ({ film }) => film.page },
  {
    name: 'viewer-video',
    route: '/video/[name]',
    who: 'guest',
    path: ({ film }) => film.page.replace('/clip/', '/video/'),
  },
  { name: 'viewer-guest', route: '/image/[name]', who: 'guest', path: ({ guests }) => guests[0]?.page ?? '' },
  { name: 'library', route: '/my', who: 'mara', path: at('/my') },
  { name: 'library-bare', route: '/my', who: 'lin', path: at('/my') },
  { name: 'library-none', route: '/my', who: 'mara', path: at('/my?q=no+such+thing') },
  { name: 'own-albums', route: '/my/albums', who: 'mara', path: at('/my/albums') },
  { name: 'own-albums-bare', route: '/my/albums', who: 'lin', path: at('/my/albums') },
  { name: 'tags', route: '/my/tags', who: 'mara', path: at('/my/tags') },
  { name: 'trash', route: '/my/trash', who: 'mara', path: at('/my/trash') },
  { name: 'trash-bare', route: '/my/trash', who: 'lin', path: at('/my/trash') },
  { name: 'album', route: '/a/[name]', who: 'guest', path: ({ albums }) => albums.alps.page },
  { name: 'album-own', route: '/a/[name]', who: 'mara', path: ({ albums }) => albums.alps.page },
  { name: 'album-nested', route: '/a/[name]', who: 'guest', path: ({ albums }) => albums.first.page },
  { name: 'album-locked', route: '/a/[name]', who: 'guest', path: ({ albums }) => albums.family.page },
  { name: 'album-bare', route: '/a/[name]', who: 'mara', path: ({ albums }) => albums.bare.page },
  { name: 'explore', route: '/explore', who: 'guest', path: at('/explore') },
  { name: 'category', route: '/explore/[category]', who: 'guest', path: at('/explore/landscapes') },
  { name: 'tag', route: '/tag/[tag]', who: 'guest', path: at(`/tag/${encodeURIComponent('风景')}`) },
  { name: 'search', route: '/search', who: 'guest', path: at('/search?q=valley') },
  { name: 'search-none', route: '/search', who: 'guest', path: at('/search?q=no+such+thing') },
  { name: 'profile', route: '/u/[name]', who: 'guest', path: at('/u/mara') },
  { name: 'profile-own', route: '/u/[name]', who: 'mara', path: at('/u/mara') },
  { name: 'profile-albums', route: '/u/[name]/albums', who: 'guest', path: at('/u/mara/albums') },
  { name: 'history', route: '/history', who: 'guest', path: at('/history') },
  { name: 'login', route: '/login', who: 'guest', path: at('/login') },
  { name: 'signup', route: '/signup', who: 'guest', path: at('/signup') },
  { name: 'terms', route: '/terms', who: 'guest', path: at('/terms') },
  { name: 'setup-waiting', route: '/setup', who: 'founder', path: at('/setup') },
  { name: 'setup', route: '/setup', who: 'founder', path: at('/setup?token=as-printed') },
  { name: 'offline', route: '/offline', who: 'guest', path: at('/offline') },
  {
    name: 'results',
    route: '/r/[ids]',
    who: 'guest',
    path: ({ guests }) => `/r/${guests.map(({ id }) => id).join('.')}?failed=notes.txt:unsupported`,
  },
  ...settings.map((part) => ({
    name: `settings-${part}`,
    route: `/settings/${part}`,
    who: 'mara' as const,
    path: at(`/settings/${part}`),
  })),
  {
    name: 'settings-connect-tool',
    route: '/settings/connect',
    who: 'mara',
    path: at('/settings/connect?tool=picgo'),
  },
  {
    name: 'settings-remotes-bare',
    route: '/settings/remotes',
    who: 'lin',
    path: at('/settings/remotes'),
  },
  {
    name: 'settings-remotes-add',
    route: '/settings/remotes',
    who: 'mara',
    path: at('/settings/remotes?add=other'),
  },
  {
    name: 'settings-remotes-preset',
    route: '/settings/remotes',
    who: 'mara',
    path: at('/settings/remotes?add=lsky'),
  },
  {
    name: 'settings-remotes-one',
    route: '/settings/remotes/[id]',
    who: 'mara',
    path: ({ remote }) => `/settings/remotes/${remote.id}`,
  },
  {
    name: 'deletion',
    route: '/delete/[hash]',
    who: 'guest',
    path: ({ guests }) => new URL(guests[0]?.deletionUrl ?? '').pathname,
  },
  {
    name: 'deletion-image',
    route: '/image/[name]/delete/[token]',
    who: 'guest',
    path: (scene) => deletionOf(scene, scene.moving, 'image'),
  },
  {
    name: 'deletion-clip',
    route: '/clip/[name]/delete/[token]',
    who: 'guest',
    path: (scene) => deletionOf(scene, scene.film, 'clip'),
  },
  {
    name: 'deletion-video',
    route: '/video/[name]/delete/[token]',
    who: 'guest',
    path: (scene) => deletionOf(scene, scene.film, 'video'),
  },
  { name: 'nowhere', route: 'error', who: 'guest', path: at('/no/such/place'), status: 404 },
]

/** Routes that only answer, redirect or take forms: nothing is shown there. */
export const doors: readonly string[] = [
  '/logout',
  '/manifest.webmanifest',
  '/preferences',
  '/random',
  '/share-target',
]

/** The ids of all routes that the pages have: those that show something, and those that only answer. */
export async function routes(): Promise<{ pages: string[]; doors: string[] }> {
  const pages: string[] = []
  const found: string[] = []
  for await (const file of glob('**/+{page.svelte,server.ts}', { cwd: routesFolder })) {
    const id = `/${dirname(file).replace(/^\.$/, '')}`
    if (file.endsWith('.svelte')) pages.push(id)
    else found.push(id)
  }
  return { pages: pages.sort(), doors: found.filter((id) => !pages.includes(id)).sort() }
}

const standing = (await routes()).pages
/** The places whose routes are there. */
export const places = table.filter(({ route }) => route === 'error' || standing.includes(route))
