import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Below this compression saves no packet. */
const leastBytes = 1_400;
/** Ten and eleven take many times as long and save a few hundredths. */
const brotliQuality = 9;

/** Lays a compressed edition beside every script and style sheet; the coordinator sends what the browser takes. */
export const compressAssets: Plugin = {
	name: "tilewright-compress-assets",
	apply: "build",
	writeBundle({ dir }, bundle) {
		for (const { fileName } of Object.values(bundle)) {
			if (dir === undefined || !/\.(js|css|svg)$/.test(fileName)) continue;
			const path = join(dir, fileName);
			const content = readFileSync(path);
			if (content.length < leastBytes) continue;
			writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
			const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
			writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
		}
	},
};
