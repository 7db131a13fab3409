/** Asks for the right to notify where it is not decided yet; true when notifications can be shown. */
export async function askForNotifications(): Promise<boolean> {
  if (typeof Notification === 'undefined') return false
  if (Notification.permission !== 'default') return Notification.permission === 'granted'
  return (await Notification.requestPermission()) === 'granted'
}
