import { join } from "node:path";
import { env } from "node:process";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compressAssets } from "./compress-assets.ts";

/** While working on the page: where the coordinator (or the page's fixture) answers. */
const coordinator = env.TILEWRIGHT_COORDINATOR_URL ?? "http://127.0.0.1:6001";

/** src/early.ts runs as soon as it is there; scripts of one page would otherwise be made one. */
const earlyScript: Plugin = {
	name: "tilewright-early-script",
	transformIndexHtml: {
		order: "post",
		handler(_html, { bundle }) {
			const chunks = Object.values(bundle ?? {});
			const early = chunks.find((chunk) => chunk.type === "chunk" && chunk.isEntry && chunk.name === "early");
			const src = early === undefined ? "/src/early.ts" : `/${early.fileName}`;
			return [
				{ tag: "script", attrs: { type: "module", async: true, crossorigin: true, src }, injectTo: "head-prepend" },
			];
		},
	},
};

export default defineConfig({
	root: import.meta.dirname,
	plugins: [react(), earlyScript, compressAssets],
	build: {
		outDir: join(import.meta.dirname, "../../dist/client/web"),
		emptyOutDir: true,
		// An image written into a style sheet or script would need a wider content security policy.
		assetsInlineLimit: 0,
		reportCompressedSize: true,
		rolldownOptions: {
			input: { index: join(import.meta.dirname, "index.html"), early: join(import.meta.dirname, "src/early.ts") },
		},
	},
	// Decoders come when a file needs them, also in the worker.
	worker: { format: "es" },
	server: {
		host: "127.0.0.1",
		proxy: {
			"/graphql": { target: coordinator, ws: true },
			"/api": coordinator,
		},
	},
});
