import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltPage, buildPage } from "./page-harness.ts";

/** What somebody on a slow line waits for before anything is seen, and what only comes when it is asked for. */

const mostInitialBytes = 400_000;

describe("the built page", () => {
	let built: BuiltPage;

	beforeAll(async () => {
		built = await buildPage();
	}, 120_000);
	afterAll(() => built?.remove());

	const assets = () => readdirSync(join(built.directory, "assets"));
	const read = (name: string) => readFileSync(join(built.directory, "assets", name));

	/** The script of the page and everything it imports statically, by following the imports. */
	function initialScripts(): string[] {
		const html = readFileSync(join(built.directory, "index.html"), "utf8");
		const wanted = [...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name ?? "");
		const found = new Set<string>();
		for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
			if (found.has(name)) continue;
			found.add(name);
			const text = read(name).toString();
			for (const [, imported] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
				wanted.push(imported ?? "");
		}
		return [...found];
	}

	it("needs less than 400 kB of compressed script to begin with, the graph included", () => {
		const graph = assets().filter((name) => name.startsWith("stage-graph-panel") && name.endsWith(".js"));
		expect(graph).toHaveLength(1);
		const names = [...new Set([...initialScripts(), ...graph])];
		const bytes = names.reduce((sum, name) => sum + gzipSync(read(name)).length, 0);
		console.log(`initial script: ${(bytes / 1000).toFixed(0)} kB compressed in ${names.length} files`);
		expect(bytes).toBeGreaterThan(50_000);
		expect(bytes).toBeLessThan(mostInitialBytes);
	});

	it("brings plots, review and the image viewer only when they are opened", () => {
		const initial = initialScripts();
		for (const part of ["quality-panel", "review-page", "image-viewer", "volume-view"]) {
			expect(assets().some((name) => name.startsWith(part))).toBe(true);
			expect(initial.filter((name) => name.startsWith(part))).toEqual([]);
		}
	});
});
