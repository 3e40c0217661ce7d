import type { Refusal } from './wire.ts'
import type { Album, NewAlbum } from './wire-albums.ts'
import type { Media } from './wire-media.ts'
import type { SignIn } from './wire-people.ts'

const files = 'https://images.example/images/2026/11/22/'

const gate: Media = {
  id: 'VbhTKhmAPy1',
  type: 'image',
  kind: 'JPEG',
  title: 'A gate in the fog',
  filename: 'gate.jpg',
  file: { url: `${files}gate.jpg`, mime: 'image/jpeg', size: 482_113, width: 3000, height: 2000 },
  thumb: { url: `${files}gate.th.jpg`, mime: 'image/jpeg', size: 15_210, width: 320, height: 320 },
  medium: { url: `${files}gate.md.jpg`, mime: 'image/jpeg', size: 40_877, width: 500, height: 333 },
  page: '/image/A-gate-in-the-fog.VbhTKhmAPy1',
  shortPage: '/image/VbhTKhmAPy1',
  width: 3000,
  height: 2000,
  animated: false,
  is360: false,
  createdAt: 1_795_345_200_000,
  nsfw: false,
  visibility: 'link',
  tags: ['fog', 'gate'],
  views: 0,
  mine: true,
  deletionUrl: 'https://images.example/delete/EmCVqPh3Qw0fTrD4sJxK8uLz1b',
}

const alps: Album = {
  id: 'VbhTKq2YxHc',
  name: 'Alps 2026',
  visibility: 'link',
  sort: 'newest',
  nsfw: false,
  count: 1,
  albums: 0,
  createdAt: 1_795_345_100_000,
  updatedAt: 1_795_345_200_000,
  page: '/a/Alps-2026.VbhTKq2YxHc',
  cover: [gate],
  mine: true,
  locked: false,
}

const newAlps: NewAlbum = { name: 'Alps 2026', visibility: 'link', mediaIds: [gate.id] }
const signIn: SignIn = { name: 'ada', password: 'correct horse battery', remember: true }
const refusal: Refusal = {
  error: { code: 'too-large', message: 'The file is too large', limit: 20_000_000 },
  requestId: '3C5C1F0E-3D5C-4B0A-9D0E-5B8A0C0B6A11',
}

/** What is shown beside shapes, by `METHOD /path`. */
export const examples: {
  refusal: Refusal
  bodies: Readonly<Record<string, unknown>>
  answers: Readonly<Record<string, unknown>>
} = {
  refusal,
  bodies: {
    'POST /api/albums': newAlps,
    'PATCH /api/albums/:id': { visibility: 'password', password: 'edelweiss' },
    'POST /api/albums/:id/order': { ids: [gate.id], after: null },
    'POST /api/albums/:id/unlock': { password: 'edelweiss' },
    'POST /api/session': signIn,
  },
  answers: {
    'POST /api/media': gate,
    'GET /api/media': { items: [gate], total: 1 },
    'POST /api/albums': alps,
    'PATCH /api/albums/:id': alps,
    'GET /api/albums': { items: [alps] },
    'GET /api/uploads/:id': {
      id: 'zt3W0hQe1RkYb7Lx9mPc2V',
      size: 734_003_200,
      offset: 104_857_600,
      expiresAt: 1_795_431_600_000,
    },
  },
}
