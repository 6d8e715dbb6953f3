import { Transform } from 'node:stream';

/**
 * Hands messages on whole: a long one comes in thousands of pieces, and whoever joins each piece to all that came before
 * copies it thousands of times.
 */
export function wholeMessages(): Transform {
  let header: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  /** Of the message that has begun, so many bytes are to come. */
  let missing = 0;

  /** Takes what belongs to the message that has begun; what is left is of the next. */
  function take(stream: Transform, chunk: Buffer): Buffer {
    if (missing === 0) {
      header = Buffer.concat([header, chunk]);
      const end = header.indexOf(endOfHeader);
      if (end === -1) return Buffer.alloc(0);
      const body = header.subarray(end + endOfHeader.length);
      pieces = [header.subarray(0, end + endOfHeader.length)];
      missing = lengthIn(header.toString('latin1', 0, end));
      header = Buffer.alloc(0);
      if (missing === 0) stream.push(pieces[0]);
      return body;
    }
    const piece = chunk.subarray(0, missing);
    pieces.push(piece);
    missing -= piece.length;
    if (missing === 0) {
      stream.push(Buffer.concat(pieces));
      pieces = [];
    }
    return chunk.subarray(piece.length);
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let rest = chunk; rest.length > 0; ) rest = take(this, rest);
      done();
    },
  });
}

const endOfHeader = '\r\n\r\n';

/** 0 where the header does not say: the reader passes such a one over. */
function lengthIn(header: string): number {
  return Number(/^Content-Length: +(\d+)$/m.exec(header.replaceAll('\r', ''))?.[1] ?? 0);
}
