import { nativeTheme } from 'electron'
import type { App } from '../app.ts'

/** What the window shows before the page does: PatternFly 6's own background, so nothing flashes. */
export const backgroundColor = (): string => (nativeTheme.shouldUseDarkColors ? '#151515' : '#ffffff')

/** Makes menus, dialogs and `prefers-color-scheme` follow the setting, now and when it changes. */
export async function followTheme(app: Pick<App, 'api' | 'onAnnounce'>): Promise<void> {
  const apply = async (): Promise<void> => {
    nativeTheme.themeSource = (await app.api.getSettings()).theme
  }
  app.onAnnounce(announcements => {
    if (announcements.some(announcement => announcement.kind === 'settings')) void apply()
  })
  await apply()
}
