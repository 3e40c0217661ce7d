import { z } from 'zod'
import { visibilities } from '../../core/words.ts'
import { category } from './wire-media.ts'

const time = z.int().min(0)

/** What a person chose for pages and uploads; kept with the account, or in the browser of a guest. */
export const preferences = z
  .object({
    locale: z.string().max(20),
    theme: z.enum(['light', 'dark', 'system']),
    /** How tall rows of pictures are, pixels. */
    rowHeight: z.int().min(80).max(600),
    density: z.enum(['comfortable', 'compact']),
    /** What becomes of pasted files. */
    paste: z.enum(['queue', 'upload']),
    /** Copy links as soon as an upload is done, and which: `target.format`, such as `direct.markdown`. */
    autoCopy: z.boolean(),
    copyAs: z.string().max(60),
    /** Own forms of links: a name and a text with {{url}}, {{page}}, {{thumb}}, {{title}} … */
    templates: z
      .array(z.object({ name: z.string().trim().min(1).max(40), text: z.string().max(1000) }))
      .max(20),
    /** Keyboard shortcuts of one key. */
    shortcuts: z.boolean(),
    /** Show what is not safe for work without a veil. */
    showNsfw: z.boolean(),
    upload: z
      .object({
        visibility: z.enum(visibilities),
        albumId: z.string().max(64),
        categoryId: z.int(),
        nsfw: z.boolean(),
        /** Milliseconds; 0: never. */
        expiresIn: z.int().min(0),
        /** Pictures wider than this are made narrower, pixels. */
        maxWidth: z.int().min(16).max(100_000),
      })
      .partial(),
  })
  .partial()
export type Preferences = z.infer<typeof preferences>

/** The person who asks. */
export const me = z.object({
  id: z.string(),
  name: z.string(),
  displayName: z.string().optional(),
  email: z.string(),
  role: z.enum(['admin', 'user']),
  group: z.string(),
  bytesUsed: z.int(),
  quotaBytes: z.int().optional(),
  bio: z.string().optional(),
  website: z.string().optional(),
  avatar: z.string().optional(),
  hidden: z.boolean(),
  /** Path of the profile. */
  page: z.string(),
  createdAt: time,
  preferences,
})
export type Me = z.infer<typeof me>

/** What the asker may upload. */
export const limits = z.object({
  mayUpload: z.boolean(),
  mayUploadUrls: z.boolean(),
  maxFileBytes: z.int(),
  /** What people with an account may upload, when that is more. */
  memberMaxFileBytes: z.int().optional(),
  kinds: z.array(
    z.object({
      label: z.string(),
      type: z.enum(['image', 'video']),
      mime: z.string(),
      extensions: z.array(z.string()),
    }),
  ),
  /** Milliseconds until an upload is deleted when nothing is wished; absent: never. */
  defaultExpiry: z.int().optional(),
  /** The longest that may be wished; absent: for ever. */
  maxExpiry: z.int().optional(),
  /** What is taken out of every file, whatever is wished. */
  metadata: z.enum(['strip-all', 'strip-location', 'keep']),
  /** Whether posters are taken from films: only then does `posterAt` matter. */
  posters: z.boolean(),
  /** How many uploads at once are welcome. */
  parallel: z.int(),
  /** From this size on files go in parts that can be resumed (POST /api/uploads, tus 1.0). */
  resumableFrom: z.int(),
})
export type Limits = z.infer<typeof limits>

export const site = z.object({
  name: z.string(),
  /** Only for admins. */
  version: z.string().optional(),
  /** Path before every path of ours as browsers see it; empty or `/pictures`. */
  base: z.string(),
  /** Absolute, without a slash at its end. */
  url: z.string(),
  /** Whether anybody may make an account. */
  signUp: z.boolean(),
  /** Lists are for those who have signed in. */
  private: z.boolean(),
  /** Whether there are public lists: explore, search, tags, profiles. */
  explore: z.boolean(),
  /** Nobody has an account yet: /setup makes the first. */
  setUp: z.boolean(),
  locale: z.string(),
  /** Whose days lists are told in: `Europe/Berlin`. */
  timeZone: z.string(),
  announcement: z.string().optional(),
  terms: z.string().optional(),
  /** Whether guests may see what came from their address, besides what came from their browser. */
  historyByAddress: z.boolean(),
  /** This browser has a list of what it sent as a guest (`scope=guest`; POST /api/history begins one). */
  hasHistory: z.boolean(),
  categories: z.array(category),
  limits,
  me: me.optional(),
  /** How many media this browser sent as a guest that the account may take over (POST /api/history/claim). */
  claimable: z.int().optional(),
})
export type Site = z.infer<typeof site>

export const signIn = z.object({
  name: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1000),
  /** Stay signed in when the browser is closed. */
  remember: z.boolean().optional(),
})
export type SignIn = z.infer<typeof signIn>

export const signUp = z.object({
  name: z.string().trim().min(1).max(32),
  email: z.string().trim().max(254),
  password: z.string().min(1).max(1000),
})
export type SignUp = z.infer<typeof signUp>

/** `token` is printed by the server when it starts without any account. */
export const setUp = signUp.extend({
  token: z.string().max(200),
  siteName: z.string().trim().min(1).max(60).optional(),
  locale: z.string().max(20).optional(),
  signUp: z.boolean().optional(),
  private: z.boolean().optional(),
  guests: z.boolean().optional(),
})
export type SetUp = z.infer<typeof setUp>

export const accountChange = z.object({
  name: z.string().trim().max(32).optional(),
  email: z.string().trim().max(254).optional(),
  displayName: z.string().trim().max(60).nullable().optional(),
  bio: z.string().max(1000).nullable().optional(),
  website: z.string().max(300).nullable().optional(),
  avatarId: z.string().max(64).nullable().optional(),
  hidden: z.boolean().optional(),
  /** Each replaces that of its name, `upload` as a whole; the others stay. */
  preferences: preferences.optional(),
})
export type AccountChange = z.infer<typeof accountChange>

export const passwordChange = z.object({
  current: z.string().max(1000),
  next: z.string().max(1000),
})
export type PasswordChange = z.infer<typeof passwordChange>

export const accountDeletion = z.object({ password: z.string().max(1000) })

export const session = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: time,
  lastSeenAt: time,
  expiresAt: time,
  userAgent: z.string(),
  address: z.string(),
})
export type Session = z.infer<typeof session>
export const sessionList = z.object({ items: z.array(session) })

export const apiKey = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['key', 'token']),
  createdAt: time,
  lastUsedAt: time.optional(),
})
export type ApiKey = z.infer<typeof apiKey>
export const apiKeyList = z.object({ items: z.array(apiKey) })
export const newApiKey = z.object({ label: z.string().trim().min(1).max(100) })
/** The only time that `key` is told. */
export const madeApiKey = apiKey.extend({ key: z.string() })

/** What became of a guest's media: taken over, and left behind because the account is full. */
export const claimed = z.object({ taken: z.int(), left: z.int() })
export type Claimed = z.infer<typeof claimed>

export const profile = z.object({
  name: z.string(),
  displayName: z.string().optional(),
  bio: z.string().optional(),
  website: z.string().optional(),
  avatar: z.string().optional(),
  page: z.string(),
  createdAt: time,
  /** How many of each everybody may see. */
  media: z.int(),
  albums: z.int(),
  mine: z.boolean(),
  hidden: z.boolean(),
})
export type Profile = z.infer<typeof profile>
