import {
  body,
  describeApi,
  fields,
  file,
  flag,
  listOf,
  type Manners,
  multipart,
  named,
  nullable,
  operation,
  pathParameter,
  record,
  text,
  urlencoded,
  whole,
} from '../../server/api-description.ts'

const manners: Manners = {
  good: (data = {}) => record({ data, success: { const: true }, status: { const: 200 } }),
  refused: record({
    data: record({ error: text, request: text, method: text }),
    success: { const: false },
    status: whole,
  }),
  keys: {
    bearer: { type: 'http', scheme: 'bearer' },
    client: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Client-ID KEY`' },
  },
}

/** Imgur's API V3 as this server speaks it, as an OpenAPI document; `url` is the site's. */
export function describeImgur(url: string): object {
  return describeApi(manners, {
    title: 'Imgur API V3',
    version: '3',
    description:
      'Behind each address may stand `.json` or `.xml`; `.xml` answers XML. `Client-ID` with anything but a key is a guest.',
    server: `${url}/3`,
    paths: { ...images, ...albums },
    schemas: { Image: image, Album: album },
  })
}

const upload = {
  summary: 'Upload a picture or film',
  description: 'A file, base64 or an address; the whole body may be the file.',
  requestBody: {
    content: {
      [multipart]: { schema: uploadOf(file) },
      [urlencoded]: { schema: uploadOf(text) },
      'application/octet-stream': { schema: file },
    },
  },
  data: named('Image'),
  for: 'anyone',
} as const

const id = [pathParameter('id')]

const images = {
  '/image': { post: operation(manners, { operationId: 'uploadImage', ...upload }) },
  '/upload': { post: operation(manners, { operationId: 'upload', ...upload }) },
  '/image/{id}': {
    get: operation(manners, {
      operationId: 'image',
      summary: 'Show a picture',
      parameters: id,
      data: named('Image'),
      for: 'anyone',
    }),
    delete: operation(manners, {
      operationId: 'deleteImage',
      summary: 'Delete a picture for good: by its deletion hash, or with its owner’s key by its id',
      parameters: id,
      data: { const: true },
      for: 'anyone',
    }),
  },
}

const adding = {
  summary: 'Put pictures into an album',
  parameters: id,
  requestBody: body([multipart, urlencoded], listsOfImages({})),
  data: { const: true },
  for: 'accounts',
} as const

const albums = {
  '/album': {
    post: operation(manners, {
      operationId: 'makeAlbum',
      summary: 'Make an album',
      requestBody: body(
        [multipart, urlencoded],
        listsOfImages({
          title: text,
          description: text,
          privacy: { enum: ['public', 'hidden', 'secret'], default: 'hidden' },
        }),
      ),
      data: record({ id: text, deletehash: text }),
      for: 'accounts',
    }),
  },
  '/album/{id}': {
    get: operation(manners, {
      operationId: 'album',
      summary: 'Show an album with its pictures',
      parameters: id,
      data: named('Album'),
      for: 'anyone',
    }),
    delete: operation(manners, {
      operationId: 'dissolveAlbum',
      summary: 'Dissolve an album; its pictures stay',
      parameters: id,
      data: { const: true },
      for: 'accounts',
    }),
  },
  '/album/{id}/images': {
    get: operation(manners, {
      operationId: 'albumImages',
      summary: 'The pictures of an album',
      parameters: id,
      data: listOf(named('Image')),
      for: 'anyone',
    }),
  },
  '/album/{id}/add': {
    post: operation(manners, { operationId: 'addImages', ...adding }),
    put: operation(manners, { operationId: 'addImagesByPut', ...adding }),
  },
}

function uploadOf(source: object): object {
  return fields({
    ...{ image: source, video: { ...source, description: 'In place of `image`' } },
    ...{ name: text, title: text, description: text, album: { ...text, description: 'An id' } },
  })
}

function listsOfImages(more: Record<string, object>): object {
  const ids = { ...text, description: 'With commas between them, or `ids[]` again and again' }
  return fields({ ...more, ids, deletehashes: { ...ids, description: 'The same, by deletion hashes' } })
}

const image = record({
  ...{ id: text, type: text, link: text, name: text, size: whole, width: whole, height: whole },
  ...{ title: nullable('string'), description: nullable('string'), nsfw: flag, animated: flag },
  datetime: { ...whole, description: 'Seconds since 1970' },
  deletehash: { ...text, description: 'Empty for whoever may not delete it' },
  tags: listOf(record({ name: text })),
  ...{ views: whole, bandwidth: whole, vote: { type: 'null' }, favorite: flag, section: { type: 'null' } },
  ...{ account_url: { type: 'null' }, account_id: whole, is_ad: flag, in_most_viral: flag, has_sound: flag },
  ...{ ad_type: whole, ad_url: text, edited: text, in_gallery: flag },
})

const album = record(
  {
    ...{ id: text, title: text, description: nullable('string'), link: text, datetime: whole, nsfw: flag },
    ...{ cover: nullable('string'), cover_width: nullable('integer'), cover_height: nullable('integer') },
    privacy: { enum: ['public', 'hidden', 'secret'] },
    deletehash: { ...text, description: 'Its id, for its owner alone' },
    images_count: whole,
    images: listOf(named('Image')),
    ...{ account_url: { type: 'null' }, account_id: whole, layout: text, views: whole, favorite: flag },
    ...{ section: { type: 'null' }, in_gallery: flag, is_ad: flag },
  },
  ['deletehash'],
)
