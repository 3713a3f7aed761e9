import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Asks at the terminal without showing what is typed. Rejects when the person leaves instead of answering. */
export function createAsk({ input, output }: Terminal): (question: string) => Promise<string> {
  return (question) => {
    output.write(question);
    // readline writes what is typed to its output: this one swallows it.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const reader = createInterface({ input, output: nowhere, terminal: true });
    return new Promise((resolve, reject) => {
      reader.once('line', (line) => {
        resolve(line);
        reader.close();
      });
      // Ctrl-C and Ctrl-D; after an answer it rejects what is settled already.
      reader.once('SIGINT', () => reader.close());
      reader.once('close', () => {
        output.write('\n');
        reject(new Error('Nothing was entered.'));
      });
    });
  };
}
