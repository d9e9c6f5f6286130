// What a language must have: the keys of sq, each with its own kind of text.
import type { sq } from './sq';

/** A text, or one in several grammatical numbers. */
export type Text = string | { readonly one: string; readonly other: string };

/** The name of a text. */
export type Key = keyof typeof sq;

/** A whole language, or one room of it: every key, and counted texts where Albanian counts. */
export type Words<S = typeof sq> = { readonly [K in keyof S]: S[K] extends string ? string : Exclude<Text, string> };

/** The names in braces of a text, in any of its forms. */
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Filled<T> = T extends string ? Names<T> : T extends { other: infer O } ? Names<O> | 'n' : never;

/** What must be given along with a key; nothing for most. */
export type Given<K extends Key> = [Filled<(typeof sq)[K]>] extends [never]
  ? []
  : [{ [N in Filled<(typeof sq)[K]>]: N extends 'n' ? number : string | number }];

/** The name of a text that needs nothing filled in. */
export type PlainKey = { [K in Key]: Given<K> extends [] ? K : never }[Key];
