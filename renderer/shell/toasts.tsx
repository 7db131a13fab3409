import { Alert, AlertActionCloseButton, AlertActionLink, AlertGroup } from '@patternfly/react-core'
import { useToasts } from '../app/use-app.ts'

/** Short words that need no answer; each goes after eight seconds unless it is pointed at. */
export function Toasts() {
  const toasts = useToasts(state => state.toasts)
  const remove = useToasts(state => state.remove)
  return (
    <AlertGroup isToast isLiveRegion>
      {toasts.map(({ id, tone, text, link }) => (
        <Alert
          key={id}
          variant={tone}
          title={text}
          component="p"
          timeout={8000}
          onTimeout={() => remove(id)}
          actionClose={<AlertActionCloseButton title={text} onClose={() => remove(id)} />}
          actionLinks={
            link && (
              <AlertActionLink component="a" href={link.href} onClick={() => remove(id)}>
                {link.text}
              </AlertActionLink>
            )
          }
        />
      ))}
    </AlertGroup>
  )
}
