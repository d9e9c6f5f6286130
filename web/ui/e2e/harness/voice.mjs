// The child's mouth and ear: one RTP socket that speaks A-law and counts, and judges, what it hears.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setting, trunkAddress } from './lab.mjs';

const frame = 160; // bytes: 20 ms of A-law
const frameMs = 20;
/** What the payload of digits is numbered in our offers and answers. */
export const digitsType = 101;
/** Below it, 0 to 1, nothing is heard. */
export const quiet = 0.002;
const silence = Buffer.alloc(frame, 0xd5);

export class Voice {
  /** Packets that came, and that were sent. */
  heard = 0;
  spoken = 0;
  /** The loudest moment since `listen`, 0 to 1. */
  loudest = 0;
  /** Packets with sound in them since `listen`. */
  sounding = 0;
  /** The digits that came beside the voice (RFC 4733). */
  digits = '';
  /** False: says nothing, but still sends. */
  speaking = true;

  #keys = [];
  #pressed = null;
  #socket = createSocket('udp4');
  #speech = readFileSync(setting('LAB_SPEECH'));
  #at = 0;
  #digitAt = null;
  #to = null;
  #timer;
  #seq = 0;

  /** Opens the socket; its port is what the INVITE announces. */
  async open() {
    this.#socket.on('message', (packet, from) => this.#hear(packet, from));
    await new Promise((done) => this.#socket.bind(0, trunkAddress, done));
    this.port = this.#socket.address().port;
    return this;
  }

  /** Forgets what was heard so far. */
  listen() {
    this.heard = 0;
    this.loudest = 0;
    this.sounding = 0;
  }

  close() {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #hear(packet, from) {
    if (packet.length <= 12 || packet[0] >> 6 !== 2) return;
    if ((packet[1] & 127) === digitsType) return this.#digit(packet);
    if ((packet[1] & 127) !== 8) return;
    this.heard++;
    const loud = loudness(packet.subarray(12));
    this.loudest = Math.max(this.loudest, loud);
    if (loud > quiet) this.sounding++;
    this.#to = from;
    this.#timer ??= setInterval(() => this.#speak(), frameMs);
  }

  /** One digit is many packets of one timestamp. */
  #digit(packet) {
    const at = packet.readUInt32BE(4);
    if (at !== this.#digitAt) this.digits += '0123456789*#'[packet[12]];
    this.#digitAt = at;
  }

  /** Presses a key of the phone (RFC 4733), as soon as the far end is heard. */
  press(key) {
    this.#keys.push(key);
  }

  #speak() {
    this.#pressed ??= this.#keys.length ? { code: '0123456789*#'.indexOf(this.#keys.shift()), at: (this.#seq * frame) >>> 0, sent: 0 } : null;
    const packet = this.#pressed ? this.#event(this.#pressed) : this.#sound();
    this.#socket.send(packet, this.#to.port, this.#to.address);
    this.spoken++;
  }

  /** A key is ten packets of the moment in which it went down, the last three of which say that it is the end. */
  #event(key) {
    const packet = this.#header(4, digitsType | (key.sent === 0 ? 128 : 0));
    packet.writeUInt32BE(key.at, 4);
    packet.writeUInt8(key.code, 12);
    packet.writeUInt8(10 | (key.sent > 6 ? 128 : 0), 13);
    packet.writeUInt16BE(Math.min(key.sent + 1, 7) * frame, 14);
    if (++key.sent === 10) this.#pressed = null;
    return packet;
  }

  #sound() {
    const packet = this.#header(frame, 8);
    (this.speaking ? this.#words() : silence).copy(packet, 12);
    return packet;
  }

  #header(length, type) {
    const packet = Buffer.alloc(12 + length);
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8(type, 1);
    packet.writeUInt16BE(this.#seq & 0xffff, 2);
    packet.writeUInt32BE((this.#seq++ * frame) >>> 0, 4);
    packet.writeUInt32BE(0x116111, 8);
    return packet;
  }

  #words() {
    if (this.#at + frame > this.#speech.length) this.#at = 0;
    return this.#speech.subarray(this.#at, (this.#at += frame));
  }
}

/** How loud A-law samples are: their root mean square, 1 being full scale. */
function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += linear(sample) ** 2;
  return Math.sqrt(sum / samples.length);
}

function linear(sample) {
  const bits = sample ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = ((bits & 15) << 4) + 8;
  return (segment === 0 ? step : (step + 256) << (segment - 1)) / 32_768;
}
