// Where a sound that the page makes leaves the computer.

/** Lets a sound out at a device; empty is the computer's own choice, which stands in for a device that is not there. Gives what ends it. */
export function letOut(sound: AudioNode, to: string): () => void {
  const context = sound.context as AudioContext;
  if (to === '') sound.connect(context.destination);
  const speaker = to === '' ? null : through(sound, context, to);
  return () => {
    sound.disconnect();
    if (speaker) speaker.srcObject = null;
  };
}

/** Only a media element can be sent to a device by every browser. */
function through(sound: AudioNode, context: AudioContext, to: string): HTMLAudioElement {
  const way = new MediaStreamAudioDestinationNode(context);
  sound.connect(way);
  const speaker = new Audio();
  speaker.srcObject = way.stream;
  const instead = () => {
    if (speaker.srcObject) sound.connect(context.destination);
  };
  speaker.setSinkId(to).then(() => speaker.play()).catch(instead);
  return speaker;
}
