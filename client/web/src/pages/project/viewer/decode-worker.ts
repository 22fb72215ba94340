import { registry } from "zarrita";
import type { DecodeAnswer, DecodeRequest } from "./remote-codecs.ts";

/*
 * Decodes chunks beside the page. The decoders of blosc, lz4 and zstd make functions from text, which the page's
 * content security policy forbids; a worker that is served without a policy may do it, and can reach nothing of the page.
 */

addEventListener("message", async ({ data }: MessageEvent<DecodeRequest>) => {
	const { id, codec, configuration, meta, bytes } = data;
	try {
		const entry = await registry.get(codec)?.();
		if (entry === undefined) throw new Error(`nothing here decodes "${codec}"`);
		// What the file says of the chunk goes to the decoder as zarrita would hand it over.
		const decoder = entry.fromConfig(configuration, meta as Parameters<typeof entry.fromConfig>[1]);
		const decoded: Uint8Array = await decoder.decode(bytes);
		postMessage({ id, decoded } satisfies DecodeAnswer);
	} catch (error) {
		postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies DecodeAnswer);
	}
});
