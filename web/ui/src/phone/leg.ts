// One incoming leg: an INVITE from its ringing to its end.
import JsSIP from 'jssip';
import type { DTMF_TRANSPORT } from 'jssip/lib/Constants';
import type { RTCSession } from 'jssip/lib/RTCSession';

/** Where a leg is in its life. After its end it is forgotten. */
export type LegState = 'ringing' | 'answering' | 'talking';

/** Whom a leg tells. */
export interface LegListener {
  changed(): void;
  voice(stream: MediaStream): void;
  /** The microphone was unplugged. */
  deaf(): void;
  ended(): void;
}

/** Gathering local addresses ends after this time, even if some interface never answers. */
const gatherMs = 600;
const digitMs = 120;
const gapMs = 80;
const dtmfBeside = JsSIP.C.DTMF_TRANSPORT.RFC2833 as DTMF_TRANSPORT.RFC2833;

export class Leg {
  state: LegState = 'ringing';
  muted = false;
  #mic: MediaStream | null = null;

  constructor(
    private readonly session: RTCSession,
    private readonly listener: LegListener,
  ) {
    session.on('peerconnection', (e) => this.#listen(e.peerconnection));
    session.on('icecandidate', hurry());
    session.on('confirmed', () => this.#talking());
    session.on('ended', () => this.#end());
    session.on('failed', () => this.#end());
  }

  /** Picks up with this microphone; muted, nothing that it hears is ever sent. */
  answer(mic: MediaStream, muted: boolean): void {
    this.muted = muted;
    this.#take(mic);
    if (this.session.isEnded()) return this.#end();
    this.session.answer({ mediaStream: mic, pcConfig: { iceServers: [] } });
    if (muted) this.session.mute({ audio: true });
  }

  /** Goes on speaking through another microphone. */
  async replace(mic: MediaStream): Promise<void> {
    const before = this.#mic;
    const [track = null] = mic.getAudioTracks();
    this.#take(mic);
    if (this.session.isEnded()) return this.#stop();
    await this.#sender()?.replaceTrack(track);
    before?.getTracks().forEach((old) => old.stop());
  }

  /** Ends a ringing leg with this SIP status. */
  refuse(status: number): void {
    if (!this.session.isEnded()) this.session.terminate({ status_code: status });
  }

  /** Ends the leg, whatever it does. */
  hangUp(): void {
    if (!this.session.isEnded()) this.session.terminate();
  }

  /** Stops sending one's own voice, or goes on. */
  mute(on: boolean): void {
    this.muted = on;
    if (on) this.session.mute({ audio: true });
    else this.session.unmute({ audio: true });
  }

  /** Sends a digit of the keypad beside the voice (RFC 4733); false if the other end takes none. */
  dial(digit: string): boolean {
    const able = this.#sender()?.dtmf?.canInsertDTMF === true;
    if (able) this.session.sendDTMF(digit, { transportType: dtmfBeside, duration: digitMs, interToneGap: gapMs });
    return able;
  }

  /** What the connection says of itself. */
  stats(): Promise<RTCStatsReport> | undefined {
    return this.session.connection?.getStats();
  }

  #take(mic: MediaStream): void {
    this.#mic = mic;
    for (const track of mic.getAudioTracks()) {
      track.enabled = !this.muted;
      track.addEventListener('ended', () => this.#mic === mic && this.listener.deaf());
    }
  }

  #sender(): RTCRtpSender | undefined {
    return this.session.connection?.getSenders().find((s) => s.track?.kind === 'audio');
  }

  #talking(): void {
    this.state = 'talking';
    this.listener.changed();
  }

  #listen(connection: RTCPeerConnection): void {
    connection.addEventListener('track', (e) => {
      this.listener.voice(e.streams[0] ?? new MediaStream([e.track]));
    });
  }

  #end(): void {
    this.#stop();
    this.listener.ended();
  }

  #stop(): void {
    this.#mic?.getTracks().forEach((track) => track.stop());
    this.#mic = null;
  }
}

/** Sends the answer as soon as there is something to send: a helpline's network needs no waiting. */
function hurry(): (e: { ready: () => void }) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (e) => {
    timer ??= setTimeout(e.ready, gatherMs);
  };
}
