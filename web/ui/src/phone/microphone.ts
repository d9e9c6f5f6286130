// The microphone: open only while a talk needs it, so that the browser's own sign tells the truth.

const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export const microphone = {
  /** Opens this microphone, or another if it is not there; null when the browser refuses or has none. */
  async open(id = ''): Promise<MediaStream | null> {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { ...wanted, ...(id && { deviceId: { ideal: id } }) }, video: false });
    } catch {
      return null;
    }
  },

  /** Tells when the person forbids or allows it in the browser, and once now if it is forbidden. */
  async watch(forbidden: (yes: boolean) => void): Promise<void> {
    try {
      const status = await navigator.permissions.query({ name: 'microphone' });
      status.addEventListener('change', () => forbidden(status.state === 'denied'));
      if (status.state === 'denied') forbidden(true);
    } catch {
      // A browser that cannot be asked tells when the microphone is opened.
    }
  },

  /** Says whether the microphone may be used, asking the person the first time. */
  async allowed(): Promise<boolean> {
    const stream = await this.open();
    stream?.getTracks().forEach((track) => track.stop());
    return stream !== null;
  },
};
