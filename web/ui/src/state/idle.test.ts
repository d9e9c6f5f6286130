import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api';
import { Idle } from './idle';

class Box {
  kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
}

let box: Box;
let locked: number;
let talking: boolean;
let told: number;
let answer: () => Promise<void>;
const tell = (): Promise<void> => {
  told++;
  return answer();
};
const tab = () => new Idle(600_000, () => talking, () => locked++, box as unknown as Storage, tell);

beforeEach(() => {
  vi.useFakeTimers();
  box = new Box();
  locked = 0;
  talking = false;
  told = 0;
  answer = () => Promise.resolve();
});

describe('the service', () => {
  it('is told that somebody is there, twice a minute at most, and while they talk', () => {
    const idle = tab();
    for (let second = 0; second < 60; second++) {
      idle.touch();
      vi.advanceTimersByTime(1000);
    }
    expect(told).toBe(2);
    vi.advanceTimersByTime(600_000);
    expect(told).toBe(2);
    talking = true;
    idle.look();
    expect(told).toBe(3);
  });

  it('covers the page by saying that its session is locked, and not by being away', async () => {
    const idle = tab();
    answer = () => Promise.reject(new ApiError('away'));
    idle.touch();
    await Promise.resolve();
    expect(locked).toBe(0);
    answer = () => Promise.reject(new ApiError('locked'));
    vi.advanceTimersByTime(30_000);
    idle.touch();
    await vi.waitFor(() => expect(locked).toBe(1));
  });
});

describe('a page that nobody touches', () => {
  it('is covered after the limit, and not before', () => {
    const idle = tab();
    idle.touch();
    vi.advanceTimersByTime(599_000);
    idle.look();
    expect(locked).toBe(0);
    vi.advanceTimersByTime(1000);
    idle.look();
    expect(locked).toBe(1);
  });

  it('is not covered while another tab is used', () => {
    const [idle, other] = [tab(), tab()];
    idle.touch();
    vi.advanceTimersByTime(500_000);
    other.touch();
    vi.advanceTimersByTime(500_000);
    idle.look();
    expect(locked).toBe(0);
  });

  it('is not covered while its person talks, and the time counts from the end of the talk', () => {
    const idle = tab();
    talking = true;
    vi.advanceTimersByTime(3_000_000);
    idle.look();
    talking = false;
    vi.advanceTimersByTime(599_000);
    idle.look();
    expect(locked).toBe(0);
  });

  it('does not believe a touch of the future', () => {
    const idle = tab();
    idle.touch();
    box.setItem('alo116.touched', String(Date.now() + 1e9));
    vi.advanceTimersByTime(600_000);
    idle.look();
    expect(locked).toBe(1);
  });
});
