import { registry } from "zarrita";

/** Hands the codecs that the page's content security policy does not let run here to a worker. */

export interface DecodeRequest {
	readonly id: number;
	readonly codec: string;
	readonly configuration: unknown;
	readonly meta: unknown;
	readonly bytes: Uint8Array;
}

export type DecodeAnswer =
	| { readonly id: number; readonly decoded: Uint8Array }
	| { readonly id: number; readonly problem: string };

const remoteCodecs = ["blosc", "lz4", "zstd", "numcodecs.blosc", "numcodecs.lz4", "numcodecs.zstd"];

interface Waiting {
	readonly resolve: (decoded: Uint8Array) => void;
	readonly reject: (problem: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let lastId = 0;

function startWorker(): Worker {
	const started = new Worker(new URL("./decode-worker.ts", import.meta.url), { type: "module" });
	started.addEventListener("message", ({ data }: MessageEvent<DecodeAnswer>) => {
		const asked = waiting.get(data.id);
		waiting.delete(data.id);
		if ("decoded" in data) asked?.resolve(data.decoded);
		else asked?.reject(new Error(data.problem));
	});
	started.addEventListener("error", (event) => {
		for (const { reject } of waiting.values()) reject(new Error(`the decoder ended: ${event.message}`));
		waiting.clear();
		worker = null;
	});
	return started;
}

function decodeRemotely(codec: string, configuration: unknown, meta: unknown, bytes: Uint8Array): Promise<Uint8Array> {
	worker ??= startWorker();
	const id = ++lastId;
	const decoded = new Promise<Uint8Array>((resolve, reject) => waiting.set(id, { resolve, reject }));
	worker.postMessage({ id, codec, configuration, meta, bytes } satisfies DecodeRequest);
	return decoded;
}

/** Once for the page. */
export function decodeInWorker(): void {
	for (const codec of remoteCodecs) {
		registry.set(codec, async () => ({
			kind: "bytes_to_bytes",
			fromConfig: (configuration, meta) => ({
				kind: "bytes_to_bytes",
				decode: (bytes: Uint8Array) => decodeRemotely(codec, configuration, { ...meta, codecs: [] }, bytes),
				encode: () => {
					throw new Error("the viewer writes nothing");
				},
			}),
		}));
	}
}
