// The requests about the documents of a case. One is sent by XMLHttpRequest: nothing else tells how much of it is there.
import { ApiError, file, request } from '../api';
import type { Reason } from '../reveal/api';

export interface Document {
  id: string;
  /** What it is: pdf, png … */
  kind: string;
  name: string;
  /** In bytes. */
  size: number;
  at: number;
  by: string;
  /** The name of who added it. */
  who: string;
  /** Since when nobody may open it, for it is known as harmful by now; 0: it may be opened. */
  locked: number;
}

export interface Documents {
  all: Document[];
  may: ('add' | 'remove')[];
  /** How many bytes one has at most. */
  most: number;
}

const of = (document: Document) => `/api/documents/${encodeURIComponent(document.id)}`;

export const open = (document: Document, why: Reason) => file(`${of(document)}/open`, why);
export const remove = (document: Document) => request<void>('POST', `${of(document)}/remove`, {});

/** Sends a file, telling how much of it is there, from 0 to 1; or throws an ApiError. Its name is in no address. */
export function send(of: string, content: File, told: (part: number) => void): Promise<Document> {
  return new Promise((done, failed) => {
    const asked = new XMLHttpRequest();
    asked.open('POST', `/api/cases/${encodeURIComponent(of)}/documents`);
    asked.setRequestHeader('Content-Type', 'application/octet-stream');
    asked.setRequestHeader('X-Document-Name', encodeURIComponent(content.name));
    asked.upload.onprogress = (e) => told(e.lengthComputable && e.total > 0 ? e.loaded / e.total : 0);
    asked.onerror = asked.ontimeout = asked.onabort = () => failed(new ApiError('away'));
    asked.onload = () => {
      const body = parsed(asked.responseText);
      if (asked.status === 201 && body) done(body as Document);
      else failed(new ApiError((body as { error?: { code?: string } } | null)?.error?.code ?? 'away'));
    };
    asked.send(content);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
