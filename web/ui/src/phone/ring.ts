// The ring: two soft notes, made by the browser itself. Loud enough for a room, never shrill.

const notes = [
  { hz: 659.25, at: 0 },
  { hz: 523.25, at: 0.22 },
  { hz: 659.25, at: 0.44 },
];
const everyMs = 2400;
const loudness = 0.22;

export class Ring {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Rings until stop. Returns at once; ringing twice is ringing once. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#context ??= new AudioContext();
    void this.#context.resume();
    this.#play();
    this.#timer = setInterval(() => this.#play(), everyMs);
  }

  /** Falls silent. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Browsers let a page sound only after a person touched it: call this on such a touch. */
  unlock(): void {
    this.#context ??= new AudioContext();
    void this.#context.resume();
  }

  /** False while the browser keeps the page silent. */
  get audible(): boolean {
    return this.#context?.state === 'running';
  }

  #play(): void {
    const context = this.#context;
    if (!context || context.state !== 'running') return;
    for (const note of notes) bell(context, note.hz, context.currentTime + note.at);
  }
}

function bell(context: AudioContext, hz: number, at: number): void {
  const tone = new OscillatorNode(context, { type: 'sine', frequency: hz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + 1);
}
