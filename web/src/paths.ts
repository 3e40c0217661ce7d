import { resolve } from '$app/paths'

/** A path of ours, such as `/my?sort=size`, as an address that pages may link to, whatever BASE_URL puts before it. */
export function to(path: string): string {
  return (resolve as (path: string) => string)(path.replace(/^\//, ''))
}
