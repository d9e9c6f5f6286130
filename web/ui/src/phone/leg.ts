// One incoming leg: an INVITE from its ringing to its end.
import type { RTCSession } from 'jssip/lib/RTCSession';

/** Where a leg is in its life. After its end it is forgotten. */
export type LegState = 'ringing' | 'answering' | 'talking';

/** Whom a leg tells. */
export interface LegListener {
  changed(): void;
  voice(stream: MediaStream): void;
  ended(): void;
}

/** Gathering local addresses ends after this time, even if some interface never answers. */
const gatherMs = 600;

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

  /** Picks up with this microphone. */
  answer(mic: MediaStream): void {
    this.#mic = mic;
    if (this.session.isEnded()) return this.#end();
    this.session.answer({ mediaStream: mic, pcConfig: { iceServers: [] } });
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

  /** What the connection says of itself. */
  stats(): Promise<RTCStatsReport> | undefined {
    return this.session.connection?.getStats();
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
    this.#mic?.getTracks().forEach((track) => track.stop());
    this.#mic = null;
    this.listener.ended();
  }
}

/** Sends the answer as soon as there is something to send: a helpline's network needs no waiting. */
function hurry(): (e: { ready: () => void }) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (e) => {
    timer ??= setTimeout(e.ready, gatherMs);
  };
}
