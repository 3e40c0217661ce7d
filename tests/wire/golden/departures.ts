/** Where and why Tintype answers otherwise than the recorded original. */
export type Departure = {
  /** Names of recordings; `wherever`: in whichever it occurs, and in one at least. */
  recordings: readonly string[] | 'wherever'
  /** What differs, as the comparison names it; `outcome: …` is what Tintype answers to the whole request. */
  differs: readonly string[]
  reason: string
}

const videos = [
  'f-maxwidth800-video',
  'p-width-video',
  'r-url-space',
  'r-url-video',
  's-base64-video',
  'u-mp4',
  'u-webm',
]

const titles = ['image.title', 'image.title_truncated', 'image.title_truncated_html', 'image.display_title']
const names = [
  'image.name',
  'image.filename',
  'image.url',
  'image.image.name',
  'image.image.filename',
  'image.image.url',
  'image.thumb.name',
  'image.thumb.filename',
  'image.thumb.url',
  'image.display_url',
]
const sourceInfo = "outcome: 400 610: Can't get target upload source info"

/** How the answer to an upload is written. */
const writing: readonly Departure[] = [
  {
    recordings: 'wherever',
    differs: ['image.file.resource.type', 'data.file.resource.type'],
    reason: 'The documents say url; the original tells path, which is the business of its own server.',
  },
  {
    recordings: 'wherever',
    differs: ['image.url_viewer', 'image.path_viewer', 'web_page', 'location'],
    reason:
      'As in the documents, viewers have the title in their address; the recorded site had switched that off.',
  },
  {
    recordings: videos,
    differs: ['image.url_short', 'image.delete_url'],
    reason: 'Videos are under /clip, as in the documents; /video still leads there.',
  },
  {
    recordings: 'wherever',
    differs: ['image.display_width'],
    reason: 'An integer, as in the documents, where the original writes the text "500" for a medium.',
  },
  {
    recordings: ['p-format-txt'],
    differs: ['content-type'],
    reason: 'Text is sent as text; as HTML a browser would interpret what a visitor chose.',
  },
]

/** What is read from files. */
const reading: readonly Departure[] = [
  {
    recordings: 'wherever',
    differs: ['image.original_exifdata'],
    reason:
      'Camera data is stripped unless the operator keeps it, and never are names of temporary files in it.',
  },
  {
    recordings: ['u-jpg-orientation6', 'p-use-file-date'],
    differs: ['image.tags', 'image.tags_string'],
    reason: 'The tags are those that the sender gave; the name of the camera is not one of them.',
  },
  {
    recordings: ['u-bmp', 'n-bmp', 'u-jpg-orientation6', 'p-use-file-date', 'f-exif-strip'],
    differs: ['image.source_md5'],
    reason: 'Whenever the stored bytes are not those that were sent, the sum of the latter is told.',
  },
  {
    recordings: ['f-exif-strip'],
    differs: [...titles, 'image.description'],
    reason: 'Title and description are taken from the file before it is stripped.',
  },
  {
    recordings: ['r-url-get', 'r-url-query', 'r-url-space', 'r-url-video'],
    differs: [...titles, 'image.original_filename'],
    reason:
      "A URL's last part is a file name: percent-decoded, without query and without its extension in the title.",
  },
  {
    recordings: ['r-url-get', 'r-url-query', 'r-url-space'],
    differs: names,
    reason: 'The same name without its extension names the file.',
  },
  {
    recordings: ['r-url-get'],
    differs: [
      'image.extension',
      'image.image.extension',
      'image.medium.extension',
      'image.medium.name',
      'image.medium.filename',
      'image.medium.url',
      'image.thumb.extension',
    ],
    reason: 'The same name: a file that is called .jpg stays so.',
  },
  {
    recordings: ['r-url-space'],
    differs: ['image.frame.name', 'image.frame.filename', 'image.frame.url', 'image.url_frame'],
    reason: 'The same name, of the poster.',
  },
  {
    recordings: ['r-url-get-txt'],
    differs: ['outcome: 200 SITE/images/DAY/photo.jpg'],
    reason: 'The same name, where the original writes photo.jpg.jpeg.',
  },
  {
    recordings: ['f-naming-id'],
    differs: names,
    reason: 'Files are not named by ids: a group chooses original, mixed or random names.',
  },
  {
    recordings: ['f-storage-direct'],
    differs: ['image.storage_mode', 'image.url', 'image.image.url', 'image.thumb.url', 'image.display_url'],
    reason: 'Files always lie in folders by date.',
  },
]

/** Requests that succeed, where the original refuses or redirects them. */
const accepted: readonly Departure[] = [
  {
    recordings: ['z-post-trailing-slash', 'z-query-noslash-post'],
    differs: ['outcome: 200 uploaded'],
    reason:
      'Addresses answer with and without a slash; a POST is never redirected, for its file would be lost.',
  },
  {
    recordings: ['e-no-action-slash'],
    differs: ['outcome: 400 100: No action provided'],
    reason: 'The same: no redirect of a POST.',
  },
  {
    recordings: ['z-auth-bearer'],
    differs: ['outcome: 200 uploaded'],
    reason: 'Authorization: Bearer is a way to give the key.',
  },
  {
    recordings: ['s-base64-datauri', 's-base64-plus-unencoded', 's-imgbb-image-file'],
    differs: ['outcome: 200 uploaded'],
    reason:
      "Clients send data URIs, plusses that became blanks, and files in ImgBB's field; all are understood.",
  },
  {
    recordings: ['e-tiff', 'e-jpg-as-video'],
    differs: ['outcome: 200 uploaded'],
    reason: 'TIFF is taken; and the bytes are believed, not the type that the client declares.',
  },
  {
    recordings: ['e-options'],
    differs: ['outcome: 204'],
    reason: 'A preflight is answered, so that pages of other sites can use the API.',
  },
  {
    recordings: ['o-oembed-video'],
    differs: ['outcome: 200 JSON'],
    reason: 'Videos are embedded too.',
  },
]

/** Requests that are refused, or in other words. */
const refused: readonly Departure[] = [
  {
    recordings: ['n-duplicate-txt'],
    differs: ['outcome: 400 Duplicated upload'],
    reason: 'A refusal has the status of one in txt and redirect too, so that curl --fail-with-body sees it.',
  },
  {
    recordings: ['p-format-redirect-err'],
    differs: ['outcome: 400 Invalid API key.'],
    reason: 'The same.',
  },
  {
    recordings: ['p-format-txt-err'],
    differs: ['outcome: 400 No key provided'],
    reason: 'The same.',
  },
  {
    recordings: ['e-broken-jpg', 'e-broken-png', 'e-text-as-jpg'],
    differs: [sourceInfo],
    reason: 'A cut-off picture is refused, and no refusal names paths of the server.',
  },
  {
    recordings: ['r-url-nx', 'r-url-refused', 's-url-unresolvable', 's-get-slash'],
    differs: [sourceInfo],
    reason:
      'Whatever fails on the way to a URL fails in the same words, so that nobody looks around through us.',
  },
  {
    recordings: ['s-url-private', 's-url-private-get', 's-url-get-follow'],
    differs: ['outcome: 400 400: Unsupported non-public IP address for upload'],
    reason: 'Private addresses are refused before a connection is made, in words that name no path.',
  },
  {
    recordings: ['s-url-ftp'],
    differs: ['outcome: 400 400: Unsupported URL scheme `ftp`'],
    reason: 'Only http and https are fetched; the refusal says so.',
  },
  {
    recordings: ['r-url-self'],
    differs: ['outcome: 400 400: Unsupported self host URL upload'],
    reason: 'The server does not fetch from itself.',
  },
  {
    recordings: ['p-album-bad', 'p-album-garbage'],
    differs: ['outcome: 400 100: Invalid album_id'],
    reason: "An album that is not the sender's is refused; losing the wish silently helps nobody.",
  },
  {
    recordings: ['p-category-text'],
    differs: ['outcome: 400 100: Invalid category_id'],
    reason: 'The same, without SQL in the answer.',
  },
  {
    recordings: ['p-exp--1', 'p-exp-bogus'],
    differs: ['outcome: 400 100: Invalid expiration'],
    reason: 'The original deletes such uploads after 5 minutes.',
  },
  {
    recordings: ['s-multi-source'],
    differs: ['outcome: 400 400: One file a request is taken, in the field source'],
    reason: 'A refusal in JSON, where the original fails with a page.',
  },
]

/** Pages, deletion and what has expired. */
const pages: readonly Departure[] = [
  {
    recordings: ['v-video-viewer'],
    differs: ['outcome: 302'],
    reason: 'Videos are under /clip, as in the documents; /video leads there.',
  },
  {
    recordings: ['v-image-under-video', 'v-image-with-slug', 'v-video-under-image', 'x-after-cron-file'],
    differs: ['content-type'],
    reason: 'A redirect has no body and so no type; a file that is not there is not said to be a GIF.',
  },
  {
    recordings: ['d-head'],
    differs: ['outcome: 200'],
    reason: 'HEAD is a question: link previews ask it, and it deletes nothing.',
  },
  {
    recordings: ['d-post-form'],
    differs: ['outcome: 200 a page'],
    reason:
      'The deletion answers with a page that says so, which tools can read without following a redirect.',
  },
  {
    recordings: ['d-after-deleted', 'd-viewer-before', 'd-after-viewer'],
    differs: ['outcome: 410 a page'],
    reason: 'What was deleted is said to be gone, where the original calls it unknown.',
  },
  {
    recordings: ['x-expired-viewer'],
    differs: ['outcome: 410 a page'],
    reason: 'An expiry holds to the second, not until the next run of a job.',
  },
  {
    recordings: ['v-album', 'v-api-page', 'v-plugin'],
    differs: ['outcome: 404 a page'],
    reason: "Albums, the page of the API and that of the original's plug-in have no pages here.",
  },
]

export const departures: readonly Departure[] = [...writing, ...reading, ...accepted, ...refused, ...pages]
