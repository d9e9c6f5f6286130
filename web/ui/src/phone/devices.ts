// The microphones and the speakers of the computer, as the browser names them.

/** One of them. */
export interface Device {
  id: string;
  name: string;
}

export interface Devices {
  mics: Device[];
  speakers: Device[];
}

/** Names of the computer's own choice, which stand for another device. */
const aliases = ['', 'default', 'communications'];

/** Some browsers leave it to the computer where a page is heard. */
export const speakersChosen = 'setSinkId' in HTMLMediaElement.prototype;

/** Lists them; null while the browser keeps them to itself, as it does until it allows the microphone. */
export async function listDevices(): Promise<Devices | null> {
  const all = await navigator.mediaDevices.enumerateDevices();
  if (all.every((d) => d.deviceId === '')) return null;
  const of = (kind: MediaDeviceKind) =>
    all.filter((d) => d.kind === kind && !aliases.includes(d.deviceId)).map((d) => ({ id: d.deviceId, name: d.label }));
  return { mics: of('audioinput'), speakers: of('audiooutput') };
}
