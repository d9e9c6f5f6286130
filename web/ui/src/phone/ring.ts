// The ring: soft notes, made by the browser itself. Loud enough for a room, never shrill. A whole
// minute is laid out in advance, because the timers of a hidden tab may sleep; its clock does not.

const notes = [
  { hz: 659.25, at: 0 },
  { hz: 523.25, at: 0.22 },
  { hz: 659.25, at: 0.44 },
];
const everyS = 2.4;
const rings = 25;
const loudness = 0.22;

export class Ring {
  #context: AudioContext | null = null;
  #now: GainNode | null = null;

  /** Rings until stop, or for a minute. Ringing twice is ringing once. */
  start(): void {
    if (this.#now) return;
    const context = this.#awake();
    const all = new GainNode(context);
    for (let i = 0; i < rings; i++) {
      for (const note of notes) bell(all, note.hz, context.currentTime + i * everyS + note.at);
    }
    all.connect(context.destination);
    this.#now = all;
  }

  /** Falls silent. */
  stop(): void {
    this.#now?.disconnect();
    this.#now = null;
  }

  /** Browsers let a page sound only after a person touched it: call this on such a touch. */
  unlock(): void {
    this.#awake();
  }

  /** False while the browser keeps the page silent. */
  get audible(): boolean {
    return this.#context?.state === 'running';
  }

  #awake(): AudioContext {
    this.#context ??= new AudioContext();
    if (this.#context.state !== 'running') void this.#context.resume();
    return this.#context;
  }
}

function bell(to: GainNode, hz: number, at: number): void {
  const tone = new OscillatorNode(to.context, { type: 'sine', frequency: hz });
  const volume = new GainNode(to.context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
  tone.connect(volume).connect(to);
  tone.start(at);
  tone.stop(at + 1);
}
