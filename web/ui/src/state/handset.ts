// The leg of a desk phone, as the server's view tells it: the page has no part in it, and works it by the service.
import type { PhoneView } from '../phone/phone';
import type { View } from '../socket/protocol';

export function handsetLeg(view: View | null): PhoneView['leg'] {
  if (view?.offer) return { offer: view.offer.id, state: 'ringing', muted: false };
  if (view?.call?.state !== 'talking' && view?.call?.state !== 'connecting') return null;
  return { offer: view.call.offer ?? '', state: view.call.state === 'talking' ? 'talking' : 'answering', muted: view.me.muted === true };
}
