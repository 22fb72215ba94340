import { describe, expect, it } from "vitest";
import { type EarlyAnswers, Opening } from "./opening.ts";

/** As coordinator/src/api/http/bundle-format.ts writes it. */
function bundleOf(parts: Readonly<Record<string, string>>): ArrayBuffer {
	const pieces = Object.entries(parts).map(([path, body]) => {
		const [name, content] = [new TextEncoder().encode(path), new TextEncoder().encode(body)];
		const piece = new Uint8Array(8 + name.length + content.length);
		new DataView(piece.buffer).setUint32(0, name.length, true);
		new DataView(piece.buffer).setUint32(4, content.length, true);
		piece.set(name, 8);
		piece.set(content, 8 + name.length);
		return piece;
	});
	return new Uint8Array(pieces.flatMap((piece) => [...piece])).buffer;
}

const words = (octets: ArrayBuffer | null) => (octets === null ? null : new TextDecoder().decode(octets));

function openingOf(over: Partial<EarlyAnswers> = {}, nowMs: () => number = () => 0): Opening {
	return new Opening(
		"1",
		{
			project: Promise.resolve({ data: { project: { name: "Cortex" } } }),
			single: { "/tiles": Promise.resolve(bundleOf({ "": "" })) },
			bundles: [
				{
					holds: (path) => path.endsWith("/states"),
					octets: Promise.resolve(bundleOf({ "/1/states": "one", "/2/states": "two" })),
				},
			],
			...over,
		},
		nowMs,
	);
}

describe("what was asked for early", () => {
	it("is found under the address it would have been asked for, once", async () => {
		const opening = openingOf();
		expect(words(await opening.take("/2/states"))).toBe("two");
		expect(await opening.take("/2/states")).toBeNull();
		expect(words(await opening.take("/1/states"))).toBe("one");
		expect(await opening.take("/3/states")).toBeNull();
		expect(await opening.take("/elsewhere")).toBeNull();
		expect(await opening.take("/tiles")).not.toBeNull();
		expect(await opening.takeProject()).toEqual({ project: { name: "Cortex" } });
		expect(await opening.takeProject()).toBeNull();
	});

	it("is asked for again where it failed, so that somebody is told why", async () => {
		const opening = openingOf({
			project: Promise.reject(new Error("line cut")),
			single: { "/tiles": Promise.reject(new Error("line cut")) },
		});
		expect(await opening.takeProject()).toBeNull();
		expect(await opening.take("/tiles")).toBeNull();
		const refused = openingOf({ project: Promise.resolve({ errors: [{ message: "no" }], data: { project: null } }) });
		expect(await refused.takeProject()).toBeNull();
	});

	it("is given up when it has become old", async () => {
		let nowMs = 0;
		const opening = openingOf({}, () => nowMs);
		// All answers have come.
		await opening.takeProject();
		await Promise.resolve();
		await new Promise((resolve) => setTimeout(resolve, 0));
		nowMs = 5_001;
		expect(await opening.take("/1/states")).toBeNull();
	});
});
