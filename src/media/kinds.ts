export type KindName = 'jpeg' | 'png' | 'bmp' | 'gif' | 'webp' | 'avif' | 'tiff' | 'mp4' | 'mov' | 'webm'

/** The families in which renditions are written. */
export type StillFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif'

export type Kind = {
  /** What people call it. */
  label: string
  type: 'image' | 'video'
  mime: string
  /** Without dot; the first is the canonical one. */
  extensions: readonly [string, ...string[]]
  /** The kind it becomes when stored, when browsers do not show it as it is. */
  storedAs?: KindName
  /** The family of its thumb, medium and frame. */
  rendition: StillFormat
}

/** The table of formats: whatever knows a kind (sniffing, accept lists, file names, refusals, docs) reads it here. */
export const kinds: Readonly<Record<KindName, Kind>> = {
  jpeg: image('JPEG', 'image/jpeg', ['jpg', 'jpeg'], 'jpeg'),
  png: image('PNG', 'image/png', ['png'], 'png'),
  bmp: { ...image('BMP', 'image/bmp', ['bmp'], 'png'), storedAs: 'png' },
  gif: image('GIF', 'image/gif', ['gif'], 'gif'),
  webp: image('WebP', 'image/webp', ['webp'], 'webp'),
  avif: image('AVIF', 'image/avif', ['avif'], 'avif'),
  tiff: { ...image('TIFF', 'image/tiff', ['tiff', 'tif'], 'png'), storedAs: 'png' },
  mp4: video('MP4', 'video/mp4', ['mp4', 'm4v']),
  mov: video('MOV', 'video/quicktime', ['mov', 'qt']),
  webm: video('WebM', 'video/webm', ['webm']),
}

export const kindNames: readonly KindName[] = [
  'jpeg',
  'png',
  'bmp',
  'gif',
  'webp',
  'avif',
  'tiff',
  'mp4',
  'mov',
  'webm',
]

/** Pictures and films that are recognised only to say that they are not taken: file-type's extension -> label. */
export const unavailableKinds: Readonly<Record<string, string>> = {
  heic: 'HEIC',
  jxl: 'JPEG XL',
  jxr: 'JPEG XR',
  jls: 'JPEG-LS',
  jp2: 'JPEG 2000',
  jpx: 'JPEG 2000',
  jpm: 'JPEG 2000',
  j2c: 'JPEG 2000',
  mj2: 'JPEG 2000',
  psd: 'PSD',
  svg: 'SVG',
  ico: 'ICO',
  cur: 'CUR',
  icns: 'ICNS',
  xcf: 'XCF',
  flif: 'FLIF',
  bpg: 'BPG',
  ktx: 'KTX',
  dds: 'DDS',
  pdf: 'PDF',
  ai: 'AI',
  eps: 'EPS',
  ps: 'PostScript',
  cr2: 'CR2',
  cr3: 'CR3',
  dng: 'DNG',
  nef: 'NEF',
  arw: 'ARW',
  orf: 'ORF',
  raf: 'RAF',
  rw2: 'RW2',
  '3mf': '3MF',
  mkv: 'MKV',
  avi: 'AVI',
  flv: 'FLV',
  f4v: 'F4V',
  wmv: 'WMV',
  asf: 'ASF',
  mpg: 'MPEG',
  mts: 'MPEG-TS',
  ogv: 'Ogg video',
  ogm: 'Ogg video',
  '3gp': '3GP',
  '3g2': '3G2',
}

/** Narrows text, such as a setting or a column, to a kind. */
export function isKindName(text: string): text is KindName {
  return Object.hasOwn(kinds, text)
}

/** The kind of the bytes that are stored for a kind. */
export function storedKind(kind: KindName): KindName {
  return kinds[kind].storedAs ?? kind
}

/** The extension for stored bytes: the client's own where it is one of the kind's, else the canonical one. */
export function extensionFor(kind: KindName, filename: string): string {
  const { extensions } = kinds[storedKind(kind)]
  const own = extensionIn(filename)
  return extensions.includes(own) ? own : extensions[0]
}

/** Whether a file is called as those of any kind are. */
export function isNamedAsKind(filename: string): boolean {
  const own = extensionIn(filename)
  return Object.values(kinds).some(({ extensions }) => extensions.includes(own))
}

function extensionIn(filename: string): string {
  return filename.slice(filename.lastIndexOf('.') + 1).toLowerCase()
}

function image(label: string, mime: string, extensions: Kind['extensions'], rendition: StillFormat): Kind {
  return { label, type: 'image', mime, extensions, rendition }
}

function video(label: string, mime: string, extensions: Kind['extensions']): Kind {
  return { label, type: 'video', mime, extensions, rendition: 'jpeg' }
}
