import { z } from 'zod'
import { bodyForms } from '../../remotes/description.ts'
import { presetIds } from '../../remotes/presets.ts'

const time = z.int().min(0)
const record = z.record(z.string().min(1).max(200), z.string().max(8192))

/**
 * Another host, by data alone. Paths lead into the JSON that it answers: names with dots between them, whole numbers
 * index lists. Values of `headers`, `fields` and addresses' queries that may be secret come masked (`••••`); sent back
 * so, they stay what they were.
 */
export const remoteDescription = z.object({
  /** Where files are sent; `{name}` is the file's name. */
  url: z.string().max(2048),
  method: z.enum(['POST', 'PUT']).optional(),
  body: z.enum(bodyForms).optional(),
  /** The form field of the file: `smfile`, `source`, `image`. */
  fileField: z.string().max(100).optional(),
  headers: record.optional(),
  /** Sent beside the file; `{title}`, `{description}`, `{tags}`, `{visibility}`, `{nsfw}`, `{name}` are put in where they are known. */
  fields: record.optional(),
  /** To the address of the copy: `data.url`. Empty: the whole answer is it. */
  urlPath: z.string().max(200).optional(),
  /** Put before that address. */
  prefix: z.string().max(2048).optional(),
  /** To where the copy is deleted, what is put before it, and how it is asked for. */
  deletePath: z.string().max(200).optional(),
  deletePrefix: z.string().max(2048).optional(),
  deleteMethod: z.enum(['GET', 'DELETE', 'POST']).optional(),
  /** A deletion is answered with a page for people: that counts as done. */
  deletePage: z.boolean().optional(),
  /** To the address when the host says that it has this file already. */
  repeatPath: z.string().max(200).optional(),
  /** How the host tells what it has, for bringing it over. */
  list: z
    .object({
      url: z.string().max(2048),
      /** Query parameter that counts pages from 1; empty when there is only one. */
      pageField: z.string().max(100),
      itemsPath: z.string().max(200),
      urlPath: z.string().max(200),
      namePath: z.string().max(200).optional(),
      prefix: z.string().max(2048).optional(),
    })
    .optional(),
})
export type RemoteDescription = z.infer<typeof remoteDescription>

/** What a remote is for, besides sending files there by hand. */
const use = {
  /** Which uploads are sent there: none, all, or those of `albums` (ids). */
  mirror: z.enum(['none', 'all', 'albums']),
  albums: z.array(z.string().max(64)).max(200),
  /** Private media are sent there too. */
  withPrivate: z.boolean(),
  /** A copy is deleted with its media, where the host gave an address for that. */
  deleteCopies: z.boolean(),
  /** Whoever may see a media is told where its copy is. */
  showCopies: z.boolean(),
}

/** Which field of the description to mend, and why. */
export const remoteProblem = z.object({ field: z.string(), message: z.string() })
export type RemoteProblem = z.infer<typeof remoteProblem>

/** How far the latest bringing over is. */
export const remoteImport = z.object({
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  /** The page that is being read, from 1, and how many there are where the host says so. */
  page: z.int(),
  pages: z.int().optional(),
  brought: z.int(),
  /** Were here already. */
  had: z.int(),
  failed: z.int(),
  /** The last of those that failed. */
  failures: z.array(z.object({ url: z.string(), message: z.string() })),
  problem: remoteProblem.optional(),
  startedAt: time,
  updatedAt: time,
})
export type RemoteImport = z.infer<typeof remoteImport>

export const remote = z.object({
  id: z.string(),
  name: z.string(),
  /** The ready description that it was made from. */
  preset: z.enum(presetIds).optional(),
  /** Host name of its address. */
  host: z.string(),
  ...use,
  /** Absent when the server's secret is another by now: then `problem` says so. */
  description: remoteDescription.optional(),
  problem: remoteProblem.optional(),
  /** How many copies of each state there are. */
  copies: z.object({ waiting: z.int(), sent: z.int(), failed: z.int() }),
  /** Whether what is there can be brought over. */
  listable: z.boolean(),
  import: remoteImport.optional(),
  createdAt: time,
})
export type Remote = z.infer<typeof remote>

/** A host whose description is known but for what its user fills in. */
export const remotePreset = z.object({
  id: z.enum(presetIds),
  name: z.string(),
  needs: z.array(
    z.object({
      name: z.enum(['address', 'key', 'strategy']),
      secret: z.boolean(),
      optional: z.boolean(),
      example: z.string(),
    }),
  ),
})
export type RemotePreset = z.infer<typeof remotePreset>

export const remoteList = z.object({ items: z.array(remote), presets: z.array(remotePreset) })
export type RemoteList = z.infer<typeof remoteList>

/** How a host is told of: by `preset` and `values`, what it needs, or by `description`. */
const told = {
  preset: z.enum(presetIds).optional(),
  values: z.record(z.string().max(40), z.string().max(2048)).optional(),
  description: remoteDescription.optional(),
}

export const newRemote = z.object({
  name: z.string().trim().min(1).max(60),
  ...told,
  ...z.object(use).partial().shape,
})
export type NewRemote = z.infer<typeof newRemote>

export const remoteChange = z.object({
  name: z.string().trim().min(1).max(60).optional(),
  ...told,
  ...z.object(use).partial().shape,
})
export type RemoteChange = z.infer<typeof remoteChange>

/** `id` is a remote of yours whose secrets stand in where `description` has masked ones. */
export const remoteTrialOf = z.object({ id: z.string().max(64).optional(), ...told })

/** The exact request and the answer, secrets masked; of the answer's text the first 4 KB. */
export const remoteTrial = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  answer: z
    .object({ status: z.int(), headers: z.record(z.string(), z.string()), text: z.string() })
    .optional(),
  /** Where the sample lies, or lay. */
  url: z.string().optional(),
  /** Whether the sample was deleted again; absent when the host gives no address for that. */
  removed: z.boolean().optional(),
  problem: remoteProblem.optional(),
})
export type RemoteTrial = z.infer<typeof remoteTrial>

/** A media's copy at a remote, for its owner. */
export const remoteCopy = z.object({
  media: z.object({ id: z.string(), title: z.string(), page: z.string() }),
  state: z.enum(['waiting', 'sent', 'failed']),
  url: z.string().optional(),
  attempts: z.int(),
  problem: remoteProblem.optional(),
  /** When it is tried again. */
  nextAt: time.optional(),
})
export type RemoteCopy = z.infer<typeof remoteCopy>

export const remoteCopyQuery = z.object({
  state: z.enum(['waiting', 'sent', 'failed']).optional(),
  after: z.string().max(64).optional(),
})
export const remoteCopyList = z.object({ items: z.array(remoteCopy), next: z.string().optional() })
export type RemoteCopyList = z.infer<typeof remoteCopyList>

/** How many copies were queued. */
export const queuedCopies = z.object({ count: z.int() })

/** `albumId`: an album of yours that everything goes into. */
export const importStart = z.object({ albumId: z.string().max(64).optional() })
