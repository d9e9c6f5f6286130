// The check before the shift: how loud the microphone hears, and one's own voice a moment later.
import { microphone } from './microphone';
import { letOut } from './output';

/** How long somebody speaks to hear themselves, and then hears. */
export const echoS = 4;

export class MicCheck {
  #context = new AudioContext();
  #source: MediaStreamAudioSourceNode;
  #meter: AnalyserNode;

  private constructor(private readonly stream: MediaStream) {
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: stream });
    this.#meter = new AnalyserNode(this.#context, { fftSize: 4096 });
    this.#source.connect(this.#meter);
  }

  /** Opens this microphone; null when the browser refuses. */
  static async open(mic: string): Promise<MicCheck | null> {
    const stream = await microphone.open(mic);
    return stream && new MicCheck(stream);
  }

  /** The loudest of the last moment, 0 to 1. */
  get level(): number {
    const wave = new Float32Array(this.#meter.fftSize);
    this.#meter.getFloatTimeDomainData(wave);
    return wave.reduce((most, now) => Math.max(most, Math.abs(now)), 0);
  }

  /** Hears for a while, and then says the same again there. Nothing is recorded: the sound is only late. */
  echo(output: string, volume: number): void {
    const gate = new GainNode(this.#context);
    const late = new DelayNode(this.#context, { delayTime: echoS, maxDelayTime: echoS });
    const out = new GainNode(this.#context, { gain: volume });
    gate.gain.setValueAtTime(0, this.#context.currentTime + echoS);
    this.#source.connect(gate).connect(late).connect(out);
    const end = letOut(out, output);
    setTimeout(() => {
      this.#source.disconnect(gate);
      end();
    }, 2 * echoS * 1000);
  }

  close(): void {
    this.stream.getTracks().forEach((track) => track.stop());
    void this.#context.close();
  }
}
