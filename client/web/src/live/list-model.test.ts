import { describe, expect, it } from "vitest";
import type { EventFragment, WorkerFragment } from "../api/generated/documents.ts";
import { addEvent, keptEvents, replaceWorkers } from "./list-model.ts";

const event = (id: number): EventFragment => ({
	id: String(id),
	at: new Date(1_800_000_000_000 + id * 1000).toISOString(),
	severity: "INFO",
	kind: "tile",
	message: `event ${id}`,
	fields: {},
	stage: null,
});

describe("the list of events", () => {
	it("has the newest first, each once, however they come", () => {
		const list = [3, 1, 2, 3].reduce<readonly EventFragment[]>((events, id) => addEvent(events, event(id)), []);
		expect(list.map(({ id }) => id)).toEqual(["3", "2", "1"]);
	});

	it("forgets the oldest beyond its length", () => {
		const ids = Array.from({ length: keptEvents + 5 }, (_, index) => index);
		const list = ids.reduce<readonly EventFragment[]>((events, id) => addEvent(events, event(id)), []);
		expect(list).toHaveLength(keptEvents);
		expect(list.at(-1)?.id).toBe("5");
	});
});

describe("the list of workers", () => {
	it("replaces those that changed, adds new ones and stays in order of their names", () => {
		const worker = (id: string, name: string, localLoad = 0) => ({ id, name, localLoad }) as WorkerFragment;
		const list = replaceWorkers([worker("1", "b"), worker("2", "c")], [worker("3", "a"), worker("2", "c", 4)]);
		expect(list.map(({ name, localLoad }) => [name, localLoad])).toEqual([
			["a", 0],
			["b", 0],
			["c", 4],
		]);
	});
});
