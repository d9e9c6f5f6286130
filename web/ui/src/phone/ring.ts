// The ring: soft notes, made by the browser itself. Loud enough for a room, never shrill. A whole
// minute is laid out in advance, because the timers of a hidden tab may sleep; its clock does not.
import { letOut } from './output';

const notes = [
  { hz: 659.25, at: 0 },
  { hz: 523.25, at: 0.22 },
  { hz: 659.25, at: 0.44 },
];
const everyS = 2.4;
const rings = 25;
const loudness = 0.22;

/** Where it rings, and how loud, from 0 to 1. */
export interface RingAt {
  outputs: string[];
  volume: number;
}

export class Ring {
  #context: AudioContext | null = null;
  #now: { at: RingAt; end: () => void } | null = null;

  /** Rings until stop, or for a minute. Ringing twice is ringing once, unless it is elsewhere. */
  start(at: RingAt): void {
    if (this.#now && same(this.#now.at, at)) return;
    this.stop();
    const context = this.#awake();
    const ends = at.outputs.map((output) => {
      const all = new GainNode(context, { gain: at.volume });
      for (let i = 0; i < rings; i++) {
        for (const note of notes) bell(all, note.hz, context.currentTime + i * everyS + note.at);
      }
      return letOut(all, output);
    });
    this.#now = { at, end: () => ends.forEach((end) => end()) };
  }

  /** Falls silent. */
  stop(): void {
    this.#now?.end();
    this.#now = null;
  }

  /** Sounds one note there. */
  note(output: string, volume: number): void {
    const context = this.#awake();
    const all = new GainNode(context, { gain: volume });
    const end = letOut(all, output);
    bell(all, notes[0]!.hz, context.currentTime + 0.1).addEventListener('ended', end);
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

function same(a: RingAt, b: RingAt): boolean {
  return a.volume === b.volume && a.outputs.join() === b.outputs.join();
}

function bell(to: GainNode, hz: number, at: number): OscillatorNode {
  const tone = new OscillatorNode(to.context, { type: 'sine', frequency: hz });
  const volume = new GainNode(to.context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loudness, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
  tone.connect(volume).connect(to);
  tone.start(at);
  tone.stop(at + 1);
  return tone;
}
