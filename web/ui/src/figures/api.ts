// The request about how many contacts there were.
import { request } from '../api';

/** How many contacts have a code; null is too few to tell. */
export interface Cell {
  code: string;
  n: number | null;
}

/** A total, and what it is made of, the most frequent first. */
export interface Table {
  total: number | null;
  cells: Cell[];
}

export interface Figures {
  period: string;
  /** What is rarer is not told. */
  few: number;
  lines: Table;
  channels: Table;
  kinds: Table;
}

/** The figures of a period: 2026, 2026-Q1, 2026-03. */
export const figures = (period: string) => request<Figures>('GET', `/api/statistics?period=${encodeURIComponent(period)}`);
