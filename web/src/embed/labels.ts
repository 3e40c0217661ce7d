import { t } from '#i18n/t.ts'
import type { Subject, Target } from './codes.ts'

/** The tabs that these media have something for. */
export function tabsFor(list: readonly Subject[]): { id: Target | 'own'; label: string }[] {
  const isThere = (target: Target): boolean => {
    if (target === 'delete') return list.some(({ deletionUrl }) => deletionUrl !== undefined)
    return (
      target !== 'responsive' || list.some(({ type, medium }) => type === 'image' && medium !== undefined)
    )
  }
  const targets: readonly Target[] = ['direct', 'page', 'full', 'medium', 'thumb', 'responsive']
  return [
    ...targets.filter(isThere).map((id) => ({ id, label: t(`viewer.target.${id}`) })),
    { id: 'own', label: t('viewer.target.own') },
    ...(isThere('delete') ? [{ id: 'delete' as const, label: t('viewer.target.delete') }] : []),
  ]
}
