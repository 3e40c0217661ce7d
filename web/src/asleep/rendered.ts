import type { Component } from 'svelte'
import Rendered from './Rendered.svelte'

type Props = Record<string, unknown>

/** On the server: a component within the element that stands for it in browsers. */
export function rendered(component: Component<Props>, name: string): Component<Props> {
  return (internals, props) => Rendered(internals, { component, props, name })
}
