/** What an upload is found by, whichever host holds it. Addresses are absolute. */
export type Link = {
  url: string
  /** What people know it by: its title, else its file's name. */
  title: string
  /** The file's name. */
  name: string
  type: 'image' | 'video'
  /** Only a Tintype says these. */
  id?: string
  page?: string
  medium?: string
  thumb?: string
  /** Of a film: the picture that stands for it. */
  poster?: string
  width?: number
  height?: number
  size?: number
  /** Deletes it. */
  deleteUrl?: string
  /** The host held these bytes already, and this is where. */
  repeated: boolean
}
