import { Radio, Skeleton, Switch } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import type { Settings, SettingsChange } from '../../shared/api.ts'
import { toAppError } from '../../shared/errors.ts'
import { useApp, useSettings } from '../app/use-app.ts'
import { viaWords } from '../images/advanced.tsx'
import { ErrorCard } from '../ui/error-card.tsx'
import { Page } from '../ui/page.tsx'
import { askForNotifications } from './notification-permission.ts'
import './settings.css'

/** Theme, how local images are read, notifications. */
export function SettingsPage() {
  const settings = useSettings(state => state.settings)
  const error = useSettings(state => state.error)
  const hello = useSettings(state => state.hello)
  return (
    <Page title="Settings">
      {error && <ErrorCard error={error} />}
      {!settings && !error && <Skeleton height="220px" screenreaderText="Reading the settings" />}
      {settings && <SettingsForm settings={settings} />}
      {hello && <p className="dd-subtle dd-small">Drydock {hello.version}</p>}
    </Page>
  )
}

function SettingsForm({ settings }: { readonly settings: Settings }) {
  const app = useApp()
  const change = (wanted: SettingsChange): void =>
    void app.settings
      .getState()
      .change(wanted)
      .catch(thrown => app.toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message }))
  const notify = async (isWanted: boolean): Promise<void> => {
    change({ notifications: isWanted })
    if (isWanted && !(await askForNotifications()))
      app.toasts
        .getState()
        .add({ tone: 'warning', text: 'The system or browser does not allow notifications for this page.' })
  }
  return (
    <div className="dd-settings">
      <Choice title="Theme">
        {(['system', 'light', 'dark'] as const).map(theme => (
          <Radio
            key={theme}
            id={`theme-${theme}`}
            name="theme"
            label={{ system: 'As the system', light: 'Light', dark: 'Dark' }[theme]}
            isChecked={settings.theme === theme}
            onChange={() => change({ theme })}
          />
        ))}
      </Choice>
      <Choice title="How a local image is read">
        {(['auto', 'direct', 'export'] as const).map(via => (
          <Radio
            key={via}
            id={`usual-via-${via}`}
            name="usual-via"
            {...viaWords[via]}
            isChecked={settings.via === via}
            onChange={() => change({ via })}
          />
        ))}
      </Choice>
      <Choice title="Notifications">
        <Switch
          id="notifications"
          label="Tell me when a job asks something or ends while I look elsewhere"
          isChecked={settings.notifications}
          onChange={(_, isWanted) => void notify(isWanted)}
        />
      </Choice>
    </div>
  )
}

function Choice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="dd-choice">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}
