// English. Each room has the same keys as its twin in sq: a missing or a foreign one fails the type check.
import { action } from './action';
import { board } from './board';
import { call } from './call';
import { caller } from './caller';
import { cases } from './cases';
import { directory } from './directory';
import { document } from './document';
import { form } from './form';
import { frame } from './frame';
import { people } from './people';
import { phone } from './phone';
import { referral } from './referral';
import { signin } from './signin';
import { trail } from './trail';
import type { Words } from '../words';

export const en: Words = { ...frame, ...signin, ...call, ...phone, ...form, ...caller, ...cases, ...referral, ...directory, ...document, ...board, ...people, ...trail, ...action };
