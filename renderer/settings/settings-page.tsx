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

const themeWords = { system: 'As the system', light: 'Light', dark: 'Dark' } as const

interface PartProps {
  readonly settings: Settings
  change(wanted: SettingsChange): void
}

function SettingsForm({ settings }: { readonly settings: Settings }) {
  const { settings: store, toasts } = useApp()
  const change = (wanted: SettingsChange): void =>
    void store
      .getState()
      .change(wanted)
      .catch(thrown => toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message }))
  return (
    <div className="dd-settings">
      <Choice title="Theme">
        {(['system', 'light', 'dark'] as const).map(theme => (
          <Radio
            key={theme}
            id={`theme-${theme}`}
            name="theme"
            label={themeWords[theme]}
            isChecked={settings.theme === theme}
            onChange={() => change({ theme })}
          />
        ))}
      </Choice>
      <ViaChoice settings={settings} change={change} />
      <NotificationsChoice settings={settings} change={change} />
    </div>
  )
}

function ViaChoice({ settings, change }: PartProps) {
  return (
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
  )
}

const NOT_ALLOWED = 'The system or browser does not allow notifications for this page.'

function NotificationsChoice({ settings, change }: PartProps) {
  const { toasts } = useApp()
  const notify = async (isWanted: boolean): Promise<void> => {
    change({ notifications: isWanted })
    if (isWanted && !(await askForNotifications())) toasts.getState().add({ tone: 'warning', text: NOT_ALLOWED })
  }
  return (
    <Choice title="Notifications">
      <Switch
        id="notifications"
        label="Tell me when a job asks something or ends while I look elsewhere"
        isChecked={settings.notifications}
        onChange={(_, isWanted) => void notify(isWanted)}
      />
    </Choice>
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
