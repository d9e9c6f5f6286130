// The voice between browser and Asterisk: DTLS-SRTP, which takes nothing from anybody else.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { helpline } from './harness/helpline.mjs';
import { setting } from './harness/lab.mjs';
import { until } from './harness/until.mjs';
import { quiet } from './harness/voice.mjs';

const house = helpline();

test('a talk is encrypted by approved ciphers, and neither plain nor broken packets are heard or stop it', async () => {
  const keys = keysOnDisk();
  const arta = await house.atWork('arta');
  await arta.page.addInitScript(keepConnections);
  await arta.page.reload();
  await arta.phoneIsThere(10_000);
  const child = await house.child('116111');
  await arta.accept();
  await until('both are heard', async () => child.voice.heard > 100 && (await arta.sound()).packetsIn > 100);

  const { transport, remote } = await arta.page.evaluate(connection);
  assert.equal(transport.dtlsState, 'connected');
  assert.match(transport.tlsVersion, /^FEF[CD]$/); // DTLS 1.3 or 1.2
  assert.match(transport.dtlsCipher, /^TLS_(ECDHE_\w+_WITH_)?(AES_\d+_GCM|CHACHA20_POLY1305)_SHA\d+$/);
  assert.deepEqual(keysOnDisk(), keys, 'the key of the talk lies in memory only');
  assert.match(transport.srtpCipher, /^SRTP_(AES128_CM_HMAC_SHA1_80|AEAD_AES_\d+_GCM)$/);

  await arta.page.evaluate(() => globalThis.connections.at(-1).getSenders().forEach((s) => (s.track.enabled = false)));
  await until('the counsellor is silent', async () => {
    child.voice.listen();
    await pause(200);
    return child.voice.heard > 5 && child.voice.loudest < quiet;
  });
  child.voice.listen();
  const before = (await arta.sound()).packetsIn;
  await strangerSends(remote);
  await until('they talk on', async () => child.voice.heard > 100 && (await arta.sound()).packetsIn > before + 50);
  assert.ok(child.voice.loudest < quiet, `the child heard a stranger: ${child.voice.loudest}`);
  await child.hangUp();
  await arta.finishQuickly();
});

/** The files of Asterisk's that hold a private key. */
function keysOnDisk() {
  const folder = join(setting('LAB_DIR'), 'asterisk');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const holds = (file) => readFileSync(join(folder, file)).includes('PRIVATE KEY-----');
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).filter(holds);
}

/** In the page, before anything else: keeps what connects it. */
function keepConnections() {
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      globalThis.connections.push(this);
    }
  };
}

/** In the page: how the last connection is protected, and where its other end is. */
async function connection() {
  const report = await globalThis.connections.at(-1).getStats();
  const transport = [...report.values()].find((r) => r.type === 'transport');
  const { address, port } = report.get(report.get(transport.selectedCandidatePairId).remoteCandidateId);
  return { transport: { ...transport }, remote: { address, port } };
}

/** Somebody else speaks loud A-law in the clear, and sends what is no SRTP, to where the browser's voice goes. */
async function strangerSends({ address, port }) {
  const socket = createSocket('udp4');
  for (let n = 0; n < 200; n++) {
    const plain = Buffer.concat([Buffer.from([0x80, 8, n >> 8, n & 255, 0, 0, n >> 8, n & 255, 1, 2, 3, 4]), Buffer.alloc(160, n & 1 ? 0xaa : 0x2a)]);
    const broken = Buffer.concat([Buffer.from([0x80 | (n & 15), 0x88, n >> 8, n & 255]), randomBytes(n)]);
    for (const packet of [plain, broken]) await new Promise((done) => socket.send(packet, port, address, done));
    if (n % 4 === 3) await pause(20); // at the pace of speech, or the network drops it for us
  }
  socket.close();
}
