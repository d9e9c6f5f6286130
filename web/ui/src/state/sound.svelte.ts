// Through what a person speaks and hears at this browser, and how loud. A device that is not there is stood in for by the
// computer's own choice, and used again as soon as it is back.
import { listDevices, type Device, type Devices } from '../phone/devices';
import { keep, kept } from './browser';

/** What a device is chosen for: to speak, to hear the caller, and to ring beside that. */
export type Part = 'mic' | 'speaker' | 'bell';
export const parts: Part[] = ['mic', 'speaker', 'bell'];

/** What can be louder or softer, from 0 to 1. */
export type Loud = 'voice' | 'bell';

class Sound {
  /** The devices there are; null while the browser does not tell. */
  devices = $state.raw<Devices | null>(null);
  #chosen = $state<Record<Part, Device | null>>({ mic: read('mic'), speaker: read('speaker'), bell: read('bell') });
  #loud = $state<Record<Loud, number>>({ voice: readLoud('voice'), bell: readLoud('bell') });

  /** Follows what is plugged in and out. */
  watch(): void {
    navigator.mediaDevices.addEventListener('devicechange', () => void this.look());
    void this.look();
  }

  async look(): Promise<void> {
    this.devices = await listDevices().catch(() => null);
  }

  /** What can be chosen for a part. */
  choices(part: Part): Device[] {
    return (part === 'mic' ? this.devices?.mics : this.devices?.speakers) ?? [];
  }

  /** What was chosen, be it there or not; null leaves it to the computer, and has nothing ring a second time. */
  chosen(part: Part): Device | null {
    return this.#chosen[part];
  }

  choose(part: Part, id: string): void {
    this.#chosen[part] = this.choices(part).find((d) => d.id === id) ?? null;
    keep(`audio.${part}`, JSON.stringify(this.#chosen[part]));
  }

  /** The chosen device was here once and is not now. */
  gone(part: Part): boolean {
    const device = this.#chosen[part];
    return device !== null && this.devices !== null && !this.choices(part).some((d) => d.id === device.id);
  }

  /** The device to use; empty leaves it to the computer. */
  use(part: Part): string {
    return this.gone(part) ? '' : (this.#chosen[part]?.id ?? '');
  }

  /** Where it rings: where the caller will be heard, and at the second output. */
  get bells(): string[] {
    const second = this.use('bell');
    return second ? [...new Set([this.use('speaker'), second])] : [this.use('speaker')];
  }

  loud(what: Loud): number {
    return this.#loud[what];
  }

  setLoud(what: Loud, to: number): void {
    this.#loud[what] = to;
    keep(`volume.${what}`, String(to));
  }
}

function read(part: Part): Device | null {
  try {
    const device = JSON.parse(kept(`audio.${part}`) ?? 'null') as Partial<Device> | null;
    return device && typeof device.id === 'string' && typeof device.name === 'string' ? { id: device.id, name: device.name } : null;
  } catch {
    return null;
  }
}

function readLoud(what: Loud): number {
  const to = Number(kept(`volume.${what}`) ?? 1);
  return to >= 0 && to <= 1 ? to : 1;
}

export const sound = new Sound();
