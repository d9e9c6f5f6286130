// The microphone: open only while a talk needs it, so that the browser's own sign tells the truth.

const wanted: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: false,
};

export const microphone = {
  /** Opens the microphone; null when the browser refuses or has none. */
  async open(): Promise<MediaStream | null> {
    try {
      return await navigator.mediaDevices.getUserMedia(wanted);
    } catch {
      return null;
    }
  },

  /** Says whether the microphone may be used, asking the person the first time. */
  async allowed(): Promise<boolean> {
    const stream = await this.open();
    stream?.getTracks().forEach((track) => track.stop());
    return stream !== null;
  },
};
