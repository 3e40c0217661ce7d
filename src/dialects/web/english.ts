import type { Span } from './figures.ts'

/** The texts of the pages in English; every other language has the same. */
export const english = {
  home: 'Home',
  upload: 'Upload',
  uploadOther: 'Upload another file',

  chooseFile: 'Select the file to upload',
  dropFile: 'Drop a picture or video on the field, or click it to browse.',
  file: 'File',
  limits: (kinds: string, size: string) => `${kinds} · max ${size}`,
  guestExpiry: (span: Span) =>
    `Guest uploads are deleted after ${say(span)}. Ask for an account to change or disable this.`,
  largerWithAccount: (size: string) => `With an account you can upload files up to ${size}.`,
  guestsOff: 'Guests cannot upload here',
  guestsOffAdvice: 'Uploads need the key of an account: give it to one of the tools below.',
  tools: 'Use it from your tools',
  address: 'Address',
  fileField: 'File field',
  header: 'Header',
  answerPath: 'Path in the answer',
  withoutKey: 'Guests may leave the key out.',
  withKey: 'Only with the key of an account.',
  accounts: 'How do I get an account and a key?',
  accountsAnswer: 'Whoever runs this site makes them. If that is you, these commands do it:',

  openOriginal: 'Open the original',
  download: (size: string) => `Download · ${size}`,
  details: 'Details',
  kind: 'Type',
  dimensions: 'Dimensions',
  size: 'Size',
  duration: 'Length',
  uploaded: 'Uploaded',
  tags: 'Tags',
  expiresOn: ['This content will be removed on ', '.'] as readonly [before: string, after: string],
  codes: 'Embed codes',
  codesAdvice: 'Click a code to select all of it, then copy.',
  directCodes: 'Direct link',
  pageCodes: 'Viewer link',
  previewCodes: 'Linked preview',
  nsfw: 'This may not be safe for work',
  show: 'Show',
  yours: 'Upload complete',
  yoursAdvice: 'Keep this deletion link: it is shown only here, and only for an hour.',

  askDeletion: 'Delete this file?',
  askDeletionAdvice: 'It will be gone for everybody, with all its links. This cannot be undone.',
  remove: 'Delete',
  keep: 'Keep it',
  deletion: 'Deletion',
  deleted: 'File is deleted and our cache will refresh within minutes.',
  deletedBefore: 'Picture was already deleted.',

  requestId: 'Request',
  tryAgainIn: (span: Span) => `Try again in ${say(span)}.`,
  existing: 'See the file that is here',
}

export type Texts = typeof english

function say({ count, unit }: Span): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
